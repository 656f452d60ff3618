using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace RoiApp.Cli.Tests.Report;

/// <summary>The part of tus that a client sees, with accidents where a test wants them.</summary>
internal sealed class ScriptedUploads
{
    private readonly List<byte> _content = [];
    private long _length;

    /// <summary>A file's fields, <c>filename</c> among them.</summary>
    public Dictionary<string, string> Fields { get; } = [];

    public byte[] Content => [.. _content];

    /// <summary>What was asked, such as <c>PATCH 0</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Each cuts a PATCH after as many bytes.</summary>
    public Queue<int> CutAfter { get; init; } = new();

    /// <summary>Answers the creation with this problem.</summary>
    public (int Status, string Type, string Detail)? Refusal { get; init; }

    /// <summary>Told instead of the hash of what came.</summary>
    public string? Sha256 { get; init; }

    public void Map(WebApplication app)
    {
        app.MapPost("/api/uploads", Create);
        app.MapMethods("/api/uploads/1", ["HEAD"], (HttpContext http) => Answer(http, "HEAD"));
        app.MapPatch("/api/uploads/1", AppendAsync);
        app.MapDelete("/api/uploads/1", () => { Requests.Enqueue("DELETE"); return Results.NoContent(); });
    }

    private IResult Create(HttpContext http)
    {
        Requests.Enqueue("POST");
        if (Refusal is { } refusal)
        {
            return Results.Problem(refusal.Detail, statusCode: refusal.Status, type: refusal.Type);
        }

        _length = long.Parse(http.Request.Headers["Upload-Length"]!, CultureInfo.InvariantCulture);
        foreach (var pair in http.Request.Headers["Upload-Metadata"].ToString().Split(',').Select(pair => pair.Split(' ')))
        {
            Fields[pair[0]] = Encoding.UTF8.GetString(Convert.FromBase64String(pair[1]));
        }

        return Results.Created("/api/uploads/1", null);
    }

    private async Task AppendAsync(HttpContext http)
    {
        var offset = long.Parse(http.Request.Headers["Upload-Offset"]!, CultureInfo.InvariantCulture);
        if (offset != _content.Count)
        {
            Answer(http, $"PATCH {offset}");
            http.Response.StatusCode = StatusCodes.Status409Conflict;
            return;
        }

        if (!CutAfter.TryDequeue(out var cutAfter))
        {
            using var rest = new MemoryStream();
            await http.Request.Body.CopyToAsync(rest, http.RequestAborted);
            _content.AddRange(rest.ToArray());
            Answer(http, $"PATCH {offset}");
            return;
        }

        Requests.Enqueue($"PATCH {offset}");
        var bytes = new byte[cutAfter];
        await http.Request.Body.ReadExactlyAsync(bytes, http.RequestAborted);
        _content.AddRange(bytes);
        http.Abort();
    }

    private void Answer(HttpContext http, string request)
    {
        Requests.Enqueue(request);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        http.Response.Headers["Upload-Offset"] = _content.Count.ToString(CultureInfo.InvariantCulture);
        if (_content.Count == _length)
        {
            http.Response.Headers["Roi-Workflow"] = ScriptedWorkflows.Id;
            http.Response.Headers["Roi-Content-Sha256"] = Sha256 ?? Convert.ToHexStringLower(SHA256.HashData(Content));
        }
    }
}
