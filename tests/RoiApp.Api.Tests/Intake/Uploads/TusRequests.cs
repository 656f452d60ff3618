using System.Globalization;
using System.Net;
using System.Text;
using Xunit;

namespace RoiApp.Api.Tests.Intake.Uploads;

/// <summary>The requests of tus, said shortly.</summary>
internal static class TusRequests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static string Metadata(params (string Key, string Value)[] pairs) =>
        string.Join(',', pairs.Select(p => p.Value.Length == 0 ? p.Key : $"{p.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(p.Value))}"));

    public static HttpRequestMessage Tus(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
        return request;
    }

    public static HttpRequestMessage Patch(string place, long offset, byte[] bytes, params (string Name, string Value)[] headers)
    {
        var request = Tus(HttpMethod.Patch, place, [("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture)), .. headers]);
        request.Content = Bytes(bytes);
        return request;
    }

    public static ByteArrayContent Bytes(byte[] bytes) => new(bytes) { Headers = { ContentType = new("application/offset+octet-stream") } };

    public static async Task<HttpResponseMessage> SendTusAsync(this HttpClient http, HttpRequestMessage request)
    {
        using (request)
        {
            var response = await http.SendAsync(request, Ct);
            Assert.True(response.One("Tus-Resumable") == "1.0.0", $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(Ct)}");
            return response;
        }
    }

    /// <summary>Opens an upload and answers its place.</summary>
    public static async Task<string> CreateUploadAsync(this HttpClient http, long bytes, string fileName, params (string Key, string Value)[] fields)
    {
        using var response = await http.SendTusAsync(Tus(HttpMethod.Post, "/api/uploads",
            ("Upload-Length", bytes.ToString(CultureInfo.InvariantCulture)), ("Upload-Metadata", Metadata([("filename", fileName), .. fields]))));
        Assert.True(response.StatusCode == HttpStatusCode.Created, await response.Content.ReadAsStringAsync(Ct));
        return response.Headers.Location!.OriginalString;
    }

    public static Task<HttpResponseMessage> HeadAsync(this HttpClient http, string place) => http.SendTusAsync(Tus(HttpMethod.Head, place));

    /// <summary>Asks again when told that another request works on the upload: one that was cut may reach the server after the question.</summary>
    public static async Task<long> OffsetAsync(this HttpClient http, string place)
    {
        while (true)
        {
            using var response = await http.HeadAsync(place);
            if (response.StatusCode != HttpStatusCode.Locked)
            {
                response.EnsureSuccessStatusCode();
                return response.Offset();
            }
        }
    }

    public static long Offset(this HttpResponseMessage response) => long.Parse(response.One("Upload-Offset")!, CultureInfo.InvariantCulture);

    public static Guid Workflow(this HttpResponseMessage response) => Guid.Parse(response.One("Roi-Workflow")!);

    /// <summary>A header's only value; null when it is not there.</summary>
    public static string? One(this HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values) ? Assert.Single(values) : response.Content.Headers.TryGetValues(header, out values) ? Assert.Single(values) : null;
}
