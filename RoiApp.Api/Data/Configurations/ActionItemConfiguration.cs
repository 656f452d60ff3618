using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RoiApp.Api.Data.Configurations;

internal sealed class ActionItemConfiguration : IEntityTypeConfiguration<ActionItem>
{
    public void Configure(EntityTypeBuilder<ActionItem> builder)
    {
        builder.ToTable("action_items");
        builder.HasKey(i => new { i.WorkflowId, i.ContactIndex, i.Index });
        builder.Property(i => i.Evidence).HasConversion<JsonText<Evidence>, ByReference<Evidence>>();
    }
}
