using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace RoiApp.Web.Tests.Scripted;

/// <summary>Api's side of tus as far as a browser sees it. What has come outlives a stop of the server.</summary>
internal sealed class ScriptedUploads
{
    private readonly ConcurrentDictionary<string, Arriving> _uploads = [];

    /// <summary>What was asked, such as <c>PATCH 0</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>The bytes of the only upload there was.</summary>
    public byte[] Content => [.. _uploads.Values.Single().Bytes];

    public void Clear()
    {
        _uploads.Clear();
        Requests.Clear();
    }

    public void Map(WebApplication app, ScriptedApi api)
    {
        app.MapPost("/api/uploads", (Delegate)(async (HttpContext http) => await (api.Receive?.Invoke(http) ?? Task.FromResult<IResult?>(null)) ?? Create(http)));
        app.MapMethods("/api/uploads/{id}", ["HEAD"], (HttpContext http, string id) => Answer(http, id, "HEAD"));
        app.MapPatch("/api/uploads/{id}", async (HttpContext http, string id) => await (api.Receive?.Invoke(http) ?? Task.FromResult<IResult?>(null)) ?? await AppendAsync(http, id, api));
        app.MapDelete("/api/uploads/{id}", (string id) =>
        {
            Requests.Enqueue("DELETE");
            _uploads.TryRemove(id, out _);
            return Results.NoContent();
        });
    }

    private IResult Create(HttpContext http)
    {
        Requests.Enqueue("POST");
        var id = Guid.NewGuid().ToString();
        _uploads[id] = new(
            long.Parse(http.Request.Headers["Upload-Length"]!, CultureInfo.InvariantCulture),
            http.Request.Headers["Upload-Metadata"].ToString().Split(',').Select(pair => pair.Split(' ')).ToDictionary(pair => pair[0], pair => Encoding.UTF8.GetString(Convert.FromBase64String(pair[1]))));
        return Results.Created($"/api/uploads/{id}", null);
    }

    private async Task<IResult> AppendAsync(HttpContext http, string id, ScriptedApi api)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var upload = _uploads[id];
        var offset = long.Parse(http.Request.Headers["Upload-Offset"]!, CultureInfo.InvariantCulture);
        if (offset != upload.Bytes.Count || http.Request.Headers["Upload-Checksum"] != $"sha256 {Convert.ToBase64String(SHA256.HashData(body.ToArray()))}")
        {
            return Results.Problem("Wrong place, or wrong bytes.", statusCode: StatusCodes.Status409Conflict, type: "/problems/offset-mismatch");
        }

        upload.Bytes.AddRange(body.ToArray());
        if (upload.Bytes.Count == upload.Length)
        {
            upload.Workflow = api.Add(Samples.Workflow(Path.GetFileNameWithoutExtension(upload.Fields["filename"]), "queued") with
            {
                FileName = upload.Fields["filename"],
                ContentBytes = upload.Length,
                Language = upload.Fields["language"],
                Priority = upload.Fields["priority"],
            });
        }

        return Answer(http, id, $"PATCH {offset}");
    }

    private IResult Answer(HttpContext http, string id, string request)
    {
        Requests.Enqueue(request);
        if (!_uploads.TryGetValue(id, out var upload))
        {
            return Results.NotFound();
        }

        http.Response.Headers["Upload-Offset"] = upload.Bytes.Count.ToString(CultureInfo.InvariantCulture);
        if (upload.Workflow is { } workflow)
        {
            http.Response.Headers["Roi-Workflow"] = workflow.Id.ToString();
            http.Response.Headers["Roi-Content-Sha256"] = Convert.ToHexStringLower(SHA256.HashData([.. upload.Bytes]));
        }

        return Results.NoContent();
    }

    private sealed record Arriving(long Length, Dictionary<string, string> Fields)
    {
        public List<byte> Bytes { get; } = [];

        public ScriptedWorkflow? Workflow { get; set; }
    }
}
