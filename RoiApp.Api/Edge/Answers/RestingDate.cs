using System.Text.Json;

namespace RoiApp.Api.Edge.Answers;

/// <summary>When a workflow was last changed, as far as that date can be relied upon: while it waits or runs, its place and its progress move without one.</summary>
internal static class RestingDate
{
    // The field counts seconds. In the second of a change another may follow, which it would not tell from the first (RFC 9110, 8.8.2.2).
    private static readonly TimeSpan s_settlesAfter = TimeSpan.FromSeconds(1);

    /// <param name="json">A workflow, or an object that begins with one named <c>workflow</c>.</param>
    /// <returns>Null where no date holds.</returns>
    public static DateTimeOffset? In(ReadOnlySpan<byte> json, DateTimeOffset now)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }
        var rests = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isStatus, isDate, isWorkflow) = (reader.ValueTextEquals("status"u8), reader.ValueTextEquals("updatedAt"u8), reader.ValueTextEquals("workflow"u8));
            reader.Read();
            if (isWorkflow && reader.TokenType == JsonTokenType.StartObject)
            {
                continue; // Into it.
            }
            if (isStatus)
            {
                rests = reader.ValueTextEquals("completed"u8) || reader.ValueTextEquals("failed"u8) || reader.ValueTextEquals("cancelled"u8);
            }
            if (isDate)
            {
                return rests && reader.TryGetDateTimeOffset(out var date) && now - date >= s_settlesAfter ? date : null;
            }
            reader.Skip();
        }
        return null;
    }
}
