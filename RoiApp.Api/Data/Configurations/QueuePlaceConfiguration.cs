using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RoiApp.Api.Data.Configurations;

internal sealed class QueuePlaceConfiguration : IEntityTypeConfiguration<QueuePlace>
{
    // Composed upon by the subject's id, so that only the places asked for are counted, each along the index that claims go by.
    // Jobs in back-off keep their rank and are among those ahead; there are few of them.
    private static readonly string s_sql = $"""
        SELECT j.subject_id, CAST(
            (SELECT count(*) FROM (SELECT 1 FROM jobs a WHERE a.state = 'available' AND (a.rank, a.id) < (j.rank, j.id) LIMIT {QueuePlace.CountedTo}) available)
            + (SELECT count(*) FROM (SELECT 1 FROM jobs b WHERE b.state = 'waiting' AND (b.rank, b.id) < (j.rank, j.id) LIMIT {QueuePlace.CountedTo}) waiting) AS integer) AS ahead
        FROM jobs j WHERE j.kind = 'workflow' AND j.state IN ('available', 'waiting')
        """;

    public void Configure(EntityTypeBuilder<QueuePlace> builder)
    {
        builder.HasNoKey().ToTable((string?)null);
        builder.ToSqlQuery(s_sql);
    }
}
