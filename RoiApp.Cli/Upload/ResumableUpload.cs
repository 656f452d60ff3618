using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace RoiApp.Cli.Upload;

/// <summary>
/// Sends a file by tus 1.0.0 (tus.io/protocols/resumable-upload), over HTTP/2 on the port that serves gRPC. Whatever breaks, it asks the server how much has arrived and goes on
/// from there; it is done once the server has told the SHA-256 that was computed here while reading.
/// </summary>
internal sealed class ResumableUpload(HttpClient http, Uri server, TimeProvider time)
{
    private static readonly TimeSpan s_waitFrom = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_waitTo = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_answerWithin = TimeSpan.FromSeconds(30);

    /// <summary>As long without a further byte: then nobody is coming back.</summary>
    private static readonly TimeSpan s_giveUpAfter = TimeSpan.FromMinutes(5);

    /// <param name="fields">What goes with the file, such as <c>language</c>.</param>
    /// <param name="sent">Called with the bytes that are out, and with those that the file has.</param>
    /// <param name="interrupted">Called each time the connection broke.</param>
    /// <returns>The id of the workflow that the file became.</returns>
    /// <exception cref="UploadRefusedException">The server does not take the file, has stored something else, or stays away.</exception>
    public async Task<string> SendAsync(string file, IReadOnlyDictionary<string, string> fields, Action<long, long> sent, Action interrupted, CancellationToken ct)
    {
        await using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        using var reader = new HashedFile(content, bytes => sent(bytes, content.Length));
        string? place = null;
        try
        {
            return await SendAsync(reader, file, fields, known => place = known, interrupted, ct);
        }
        catch (Exception) when (place is not null)
        {
            await TerminateAsync(place);
            throw;
        }
    }

    private async Task<string> SendAsync(HashedFile file, string path, IReadOnlyDictionary<string, string> fields, Action<string?> placed, Action interrupted, CancellationToken ct)
    {
        string? place = null;
        var (wait, offset, asks, lastByte) = (s_waitFrom, 0L, false, time.GetTimestamp());
        while (true)
        {
            try
            {
                if (place is null)
                {
                    placed(place = await CreateAsync(file.Length, Path.GetFileName(path), fields, ct));
                    (offset, asks) = (0, false);
                }
                using var response = asks ? await AskAsync(place, ct) : await SendFromAsync(place, offset, file, ct);
                var now = OffsetIn(response);
                if (now > offset)
                {
                    (wait, lastByte) = (s_waitFrom, time.GetTimestamp());
                }
                (offset, asks) = (now, false);
                if (response.Headers.TryGetValues("Roi-Workflow", out var workflow))
                {
                    return await ConfirmedAsync(file, response, workflow.Single(), ct);
                }
            }
            catch (UploadRefusedException gone) when (gone.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone && place is not null && time.GetElapsedTime(lastByte) < s_giveUpAfter)
            {
                placed(place = null); // "In both cases the Client SHOULD start a new upload."
                await Task.Delay(wait, time, ct);
                wait = Longer(wait);
            }
            catch (Exception e) when (IsPassing(e) && !ct.IsCancellationRequested)
            {
                if (time.GetElapsedTime(lastByte) > s_giveUpAfter)
                {
                    throw new UploadRefusedException(HttpStatusCode.ServiceUnavailable, "connection-lost", $"The connection to RoiApp broke off and did not come back for {s_giveUpAfter.TotalMinutes:0} minutes ({e.Message}).");
                }
                interrupted();
                asks = true;
                await Task.Delay(wait * (0.5 + Random.Shared.NextDouble() / 2), time, ct);
                wait = Longer(wait);
            }
        }
    }

    private async Task<string> CreateAsync(long bytes, string fileName, IReadOnlyDictionary<string, string> fields, CancellationToken ct)
    {
        var metadata = fields.Prepend(new("filename", fileName)).Select(field => $"{field.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(field.Value))}");
        using var request = Request(HttpMethod.Post, "/api/uploads");
        request.Headers.Add("Upload-Length", bytes.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Upload-Metadata", string.Join(',', metadata));
        using var response = await AnswerAsync(request, ct);
        return response.Headers.Location?.OriginalString ?? throw new UploadRefusedException(response.StatusCode, "no-location", "RoiApp took the upload and did not say where.");
    }

    private async Task<HttpResponseMessage> AskAsync(string place, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Head, place);
        return await AnswerAsync(request, ct);
    }

    // No limit on the time that sending takes; a connection that is dead is told by HTTP/2's own pings.
    private async Task<HttpResponseMessage> SendFromAsync(string place, long offset, HashedFile file, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Patch, place);
        request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        request.Content = file.From(offset);
        return await CheckedAsync(await http.SendAsync(request, ct), ct);
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(s_answerWithin);
        return await CheckedAsync(await http.SendAsync(request, limit.Token), limit.Token);
    }

    private static async Task<HttpResponseMessage> CheckedAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.IsSuccessStatusCode)
        {
            return response;
        }
        using (response)
        {
            throw await UploadRefusedException.FromAsync(response, ct);
        }
    }

    private static async Task<string> ConfirmedAsync(HashedFile file, HttpResponseMessage response, string workflow, CancellationToken ct)
    {
        var stored = response.Headers.TryGetValues("Roi-Content-Sha256", out var values) ? values.Single() : "";
        return stored == await file.Sha256Async(ct)
            ? workflow
            : throw new UploadRefusedException(HttpStatusCode.Conflict, "content-differs", "RoiApp stored other bytes than this file has; it may have changed while it was sent. Send it again.") { WorkflowId = workflow };
    }

    /// <summary>What waits for the server to come back, or for another request to end; anything else is final.</summary>
    private static bool IsPassing(Exception e) => e switch
    {
        UploadRefusedException { WorkflowId: null } refused => (int)refused.Status is 408 or 409 or 423 or 429 or 460 or (>= 500 and not 507),
        HttpRequestException or OperationCanceledException => true,
        _ => false,
    };

    // "Client SHOULD" clean up; whatever is left expires.
    private async Task TerminateAsync(string place)
    {
        try
        {
            using var request = Request(HttpMethod.Delete, place);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            using var response = await http.SendAsync(request, limit.Token);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // The server is away: there is nothing to clean up from here.
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path) => new(method, new Uri(server, path))
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Headers = { { "Tus-Resumable", "1.0.0" }, { "Accept", "application/problem+json" } },
    };

    private static long OffsetIn(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Upload-Offset", out var values) && long.TryParse(values.Single(), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : throw new UploadRefusedException(response.StatusCode, "no-offset", "RoiApp did not say how much of the file has arrived.");

    private static TimeSpan Longer(TimeSpan wait) => wait * 2 < s_waitTo ? wait * 2 : s_waitTo;
}
