namespace RoiApp.Api.Data;

/// <summary>What a keyed submission was answered, written with what it made: the same key again gets the same answer.</summary>
internal sealed class IdempotencyKey
{
    public required string Owner { get; init; }

    /// <summary>As the client chose it.</summary>
    public required string Key { get; init; }

    /// <summary>Position of the file in its request, from 0.</summary>
    public required int Item { get; init; }

    /// <summary>Lower-case hex SHA-256 of the whole request: route, fields, files.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>JSON of the workflow as it was first answered.</summary>
    public required string Answer { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
