using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;
using RoiApp.Api.Problems;
using RoiApp.Api.Reports;

namespace RoiApp.Api.Intake;

/// <summary>
/// The client's word that two submissions are one: <c>Idempotency-Key</c> (IETF draft-ietf-httpapi-idempotency-key-header), <c>idempotency-key</c> over gRPC.
/// </summary>
/// <param name="Fingerprint">Hash of the whole request: the same key with another one is a mistake.</param>
/// <param name="Item">Position of the file in the request.</param>
internal sealed record SubmissionKey(string Value, string Fingerprint, int Item)
{
    public const string Header = "Idempotency-Key";

    /// <summary>The same over gRPC.</summary>
    public const string MetadataKey = "idempotency-key";

    /// <summary>Set to <c>true</c> on an answer that is an earlier one's again.</summary>
    public const string ReplayedHeader = "Idempotency-Replayed";

    private const int MaxLength = 255;

    /// <summary>The key as sent: a structured-field string (RFC 9651) as the draft has it, or the bare word that most clients send. Null when absent.</summary>
    /// <exception cref="ProblemException">There are several, or it is no key.</exception>
    public static string? Parse(IReadOnlyList<string?> sent)
    {
        if (sent.Count == 0)
        {
            return null;
        }
        var key = sent.Count == 1 ? Unquote(sent[0]!.Trim()) : "";
        return key.Length is > 0 and <= MaxLength && key.All(c => c is >= ' ' and <= '~')
            ? key
            : throw ProblemType.InvalidField.Because($"'{Header}' has to be one word of 1 to {MaxLength} printable ASCII characters, such as a UUID.", Header);
    }

    /// <summary>Null when no key was sent.</summary>
    public static SubmissionKey? Of(string? key, string route, IEnumerable<KeyValuePair<string, string>> fields, IEnumerable<(string Name, string Sha256)> files)
    {
        if (key is null)
        {
            return null;
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, route);
        foreach (var (name, value) in fields.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            Append(hash, name);
            Append(hash, value);
        }
        foreach (var (name, sha256) in files)
        {
            Append(hash, name);
            Append(hash, sha256);
        }
        return new(key, Convert.ToHexStringLower(hash.GetHashAndReset()), Item: 0);
    }

    /// <inheritdoc cref="Of(string?, string, IEnumerable{KeyValuePair{string, string}}, IEnumerable{ValueTuple{string, string}})"/>
    public static SubmissionKey? Of(string? key, string route, ReceivedForm form) =>
        Of(key, route, form.Fields, form.Files.Select(f => (f.Name, f.Content?.Sha256 ?? f.Problem!.Type.Slug)));

    /// <summary>Writes the answer beside the workflow, in the caller's transaction. Waits for another transaction that is just doing so.</summary>
    /// <exception cref="KeyTakenException">The key has its answer already: roll back.</exception>
    public async Task RecordAsync(RoiDb db, Workflow workflow, DateTimeOffset now, CancellationToken ct)
    {
        var answer = JsonSerializer.Serialize(Resources.Of(workflow), ApiJson.Default.WorkflowResource);
        var recorded = await db.Database.ExecuteSqlRawAsync(
            "INSERT INTO idempotency_keys (owner, key, item, fingerprint, answer, created_at) VALUES ({0}, {1}, {2}, {3}, {4}, {5}) ON CONFLICT DO NOTHING",
            [workflow.Owner, Value, Item, Fingerprint, answer, db.AsParameter(now)], ct);
        if (recorded == 0)
        {
            throw new KeyTakenException();
        }
    }

    // Lengths go before the words, so that no two requests read the same.
    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    private static string Unquote(string text) => text is ['"', .. var inner, '"'] ? inner.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal) : text;
}

/// <summary>Another submission of the same key came through first.</summary>
internal sealed class KeyTakenException() : Exception("The key has its answer already.");
