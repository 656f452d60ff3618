using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RoiApp.Api.Data.Configurations;

internal sealed class ContactConfiguration : IEntityTypeConfiguration<Contact>
{
    public void Configure(EntityTypeBuilder<Contact> builder)
    {
        builder.ToTable("contacts");
        builder.HasKey(c => new { c.WorkflowId, c.Index });
        builder.HasOne<Workflow>().WithMany().HasForeignKey(c => c.WorkflowId);
        builder.HasMany(c => c.ActionItems).WithOne().HasForeignKey(i => new { i.WorkflowId, i.ContactIndex });
        builder.Property(c => c.Tags).HasConversion<JsonText<IReadOnlyList<string>>, ByReference<IReadOnlyList<string>>>();
        builder.Property(c => c.Edits).HasConversion<JsonText<IReadOnlyList<ContactEdit>>, ByReference<IReadOnlyList<ContactEdit>>>();
        builder.Property(c => c.Evidence).HasConversion<JsonText<IReadOnlyList<Evidence>>, ByReference<IReadOnlyList<Evidence>>>();
    }
}
