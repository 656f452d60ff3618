using System.Net;
using System.Net.Http.Json;
using Google.Protobuf;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Api.Tests.Intake.Uploads;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Caching;

/// <summary>A way to change what reads answer.</summary>
/// <param name="Route">As the routing table names it, or the word of a command on a socket.</param>
/// <param name="On">The workflow that it needs: <c>queued</c>, <c>cancelled</c> or <c>completed</c>.</param>
internal sealed record Write(string Route, string On, Func<RunningApi, Guid, Task> ActAsync)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Every one that there is; a test compares them with the routing table.</summary>
    public static IReadOnlyList<Write> All { get; } =
    [
        new("POST /api/workflows", "completed", async (api, _) => await api.Http.SubmitAsync(Content.Text("otra memoria"), Content.NewName())),
        new("POST /api/workflows/batch", "completed", (api, _) => PostAsync(api, "/api/workflows/batch", ApiCalls.Form(Content.Text("hola de nuevo"), Content.NewName()))),
        new("POST /api/uploads", "completed", (api, _) => UploadAsync(api)),
        new("PATCH /api/uploads/{id}", "completed", (api, _) => UploadInPartsAsync(api, overridden: false)),
        new("POST /api/uploads/{id}", "completed", (api, _) => UploadInPartsAsync(api, overridden: true)),
        new("POST /api/workflows/{id}/cancel", "queued", (api, id) => PostAsync(api, $"/api/workflows/{id}/cancel")),
        new("POST /api/workflows/{id}/retry", "cancelled", (api, id) => PostAsync(api, $"/api/workflows/{id}/retry")),
        new("DELETE /api/workflows/{id}", "completed", async (api, id) => (await api.Http.DeleteAsync($"/api/workflows/{id}", Ct)).EnsureSuccessStatusCode()),
        new("PATCH /api/workflows/{id}/contacts/{index}", "completed", EditAsync),
        new("POST /api/workflows/cancel", "queued", (api, id) => PostAsync(api, "/api/workflows/cancel", JsonContent.Create(new ManyRequest([id])))),
        new("POST /api/workflows/retry", "cancelled", (api, id) => PostAsync(api, "/api/workflows/retry", JsonContent.Create(new ManyRequest([id])))),
        new("POST /api/workflows/delete", "completed", (api, id) => PostAsync(api, "/api/workflows/delete", JsonContent.Create(new ManyRequest([id])))),
        new("/roi.v1.Workflows/Submit", "completed", async (api, _) =>
        {
            using var call = api.Grpc.Submit(cancellationToken: Ct);
            await SendAsync(call.RequestStream);
            await call;
        }),
        new("/roi.v1.Workflows/SubmitAndWatch", "completed", async (api, _) =>
        {
            using var call = api.Grpc.SubmitAndWatch(cancellationToken: Ct);
            await SendAsync(call.RequestStream);
            Assert.True(await call.ResponseStream.MoveNext(Ct));
        }),
        new("/roi.v1.Workflows/Cancel", "queued", async (api, id) => await api.Grpc.CancelAsync(new() { Id = id.ToString() }, cancellationToken: Ct)),
        new("cancel", "queued", CancelBySocketAsync),
    ];

    /// <summary>Routes that are not GET and change nothing that a read answers.</summary>
    public static IReadOnlyList<string> ThatChangeNothing { get; } =
    [
        "POST /api/workflows/merge", "POST /api/workflows/export", // They read, with a body.
        "OPTIONS /api/uploads", "OPTIONS /api/uploads/{id}", "HEAD /api/uploads/{id}", "DELETE /api/uploads/{id}", // No workflow yet.
        "POST /api/cache/clear",
        "/roi.v1.Workflows/Get", "/roi.v1.Workflows/List", "/roi.v1.Workflows/Watch",
    ];

    public override string ToString() => Route;

    private static async Task PostAsync(RunningApi api, string url, HttpContent? content = null)
    {
        using var response = await api.Http.PostAsync(url, content, Ct);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Ct));
        if (await response.Content.ReadAsStringAsync(Ct) is var body && body.Contains("\"items\"", StringComparison.Ordinal))
        {
            Assert.DoesNotContain("/problems/", body, StringComparison.Ordinal);
        }
    }

    private static async Task EditAsync(RunningApi api, Guid id)
    {
        using var contact = await api.Http.GetAsync($"/api/workflows/{id}/contacts/0", Ct);
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/workflows/{id}/contacts/0")
        {
            Content = new StringContent("""{"company":"Hola Umbrella","actionItems":["write hola"]}""", null, "application/merge-patch+json"),
            Headers = { { "If-Match", contact.Headers.ETag!.Tag } },
        };
        using var response = await api.Http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task UploadAsync(RunningApi api)
    {
        var content = Content.Text("hola por tus");
        var create = TusRequests.Tus(HttpMethod.Post, "/api/uploads", ("Upload-Length", $"{content.Length}"), ("Upload-Metadata", TusRequests.Metadata(("filename", Content.NewName()))));
        create.Content = TusRequests.Bytes(content);
        using var made = await api.Http.SendTusAsync(create);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
    }

    private static async Task UploadInPartsAsync(RunningApi api, bool overridden)
    {
        var content = Content.Text("hola por tus en partes");
        var place = await api.Http.CreateUploadAsync(content.Length, Content.NewName());
        var part = TusRequests.Patch(place, 0, content);
        if (overridden)
        {
            part.Method = HttpMethod.Post;
            part.Headers.Add("X-HTTP-Method-Override", "PATCH");
        }
        using var answer = await api.Http.SendTusAsync(part);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private static async Task SendAsync(Grpc.Core.IClientStreamWriter<Wire.SubmitRequest> requests)
    {
        await requests.WriteAsync(new() { Metadata = new() { FileName = Content.NewName() } }, Ct);
        await requests.WriteAsync(new() { Content = ByteString.CopyFromUtf8("hola por gRPC") }, Ct);
        await requests.CompleteAsync();
    }

    private static async Task CancelBySocketAsync(RunningApi api, Guid id)
    {
        using var socket = await SocketClient.OpenAsync(api.Http, "/ws");
        await socket.SayAsync($$$"""{"cancel": {"workflowId": "{{{id}}}"}}""");
        while ((await socket.NextAsync("ack")).GetProperty("command").GetString() != "cancel")
        {
            // Of the subscription that the socket begins with.
        }
    }
}
