using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RoiApp.Api.Problems;

/// <summary>Reads JSON bodies so that what is wrong with one is a problem that names the field.</summary>
internal static class JsonBody
{
    private const int MaxBytes = 256 * 1024;

    /// <exception cref="ProblemException">No JSON, too large, or not of this shape.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> shape, CancellationToken ct) where T : class
    {
        var bytes = await BytesAsync(request, ct);
        try
        {
            return JsonSerializer.Deserialize(bytes.Span, shape) ?? throw ProblemType.InvalidRequest.Because("The body is null; send a JSON object.");
        }
        catch (JsonException e)
        {
            var field = e.Path?.TrimStart('$').TrimStart('.') is { Length: > 0 } path ? new string([.. path.Where(c => !char.IsControl(c)).Take(60)]) : null;
            throw field is null
                ? ProblemType.InvalidRequest.Because("The body is not a JSON object of the shape that this route takes.")
                : ProblemType.InvalidField.Because($"'{field}' is not a field of this route, or not of its type.", field);
        }
    }

    /// <summary>The whole body as JSON of any shape.</summary>
    /// <exception cref="ProblemException">No JSON, or too large.</exception>
    public static async Task<JsonDocument> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var bytes = await BytesAsync(request, ct);
        try
        {
            return JsonDocument.Parse(bytes, new() { MaxDepth = 8, AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            throw ProblemType.InvalidRequest.Because("The body is not JSON, is nested too deeply, or names a field twice.");
        }
    }

    private static async Task<ReadOnlyMemory<byte>> BytesAsync(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasJsonContentType()) // application/json and application/…+json.
        {
            throw ProblemType.UnsupportedMediaType.Because("Send JSON, with a Content-Type that says so.");
        }
        if (request.ContentLength > MaxBytes)
        {
            throw TooLarge();
        }
        var buffer = new ArrayBufferWriter<byte>();
        int read;
        while ((read = await request.Body.ReadAsync(buffer.GetMemory(4096), ct)) > 0)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > MaxBytes)
            {
                throw TooLarge();
            }
        }
        return buffer.WrittenMemory;

        static ProblemException TooLarge() => ProblemType.RequestTooLarge.Because($"The body has more than {MaxBytes / 1024} KiB.");
    }
}
