using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RoiApp.Api.Data.Configurations;

internal sealed class SearchEntryConfiguration : IEntityTypeConfiguration<SearchEntry>
{
    public void Configure(EntityTypeBuilder<SearchEntry> builder)
    {
        builder.ToTable("search_entries");
        builder.HasKey(e => e.Id);
        builder.HasOne<Workflow>().WithMany().HasForeignKey(e => e.WorkflowId);
        builder.HasIndex(e => new { e.WorkflowId, e.Kind, e.Index }).IsUnique().HasDatabaseName("ix_search_entries_place");
    }
}
