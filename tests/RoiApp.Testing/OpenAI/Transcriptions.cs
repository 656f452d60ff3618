using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace RoiApp.Testing.OpenAI;

/// <summary><c>POST /v1/audio/transcriptions</c></summary>
internal static class Transcriptions
{
    private static readonly string[] s_formats = ["json", "text", "srt", "verbose_json", "vtt"];

    public static async Task AnswerAsync(OpenAIServer server, HttpContext context)
    {
        var ct = context.RequestAborted;
        if (!context.Request.HasFormContentType)
        {
            await OpenAIError.WriteAsync(context, 415, "Unsupported content type: a transcription is asked for by multipart/form-data.");
            return;
        }
        var form = await context.Request.ReadFormAsync(ct);
        if (form.Files.GetFile("file") is not { } file)
        {
            await OpenAIError.WriteAsync(context, 400, "you must provide a file", "file");
            return;
        }
        if (file.Length > server.MaxFileBytes)
        {
            await OpenAIError.WriteAsync(context, 413, $"Maximum content size limit ({server.MaxFileBytes}) exceeded ({file.Length} bytes read)");
            return;
        }
        var format = form["response_format"].FirstOrDefault() ?? "json";
        var granularities = form["timestamp_granularities[]"].Select(wanted => wanted ?? "").ToList();
        if (Objection(server, form, format, granularities) is var (message, param))
        {
            await OpenAIError.WriteAsync(context, 400, message, param);
            return;
        }
        var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, ct);
        var request = new SpeechRequest(bytes.ToArray(), file.FileName, form["model"].ToString(), form["language"].ToString(), format, granularities);
        server.SpeechRequests.Enqueue(request);
        var heard = await server.Hear(request, ct);
        if (form["stream"] == "true" && format == "json")
        {
            await StreamAsync(context, heard, ct);
            return;
        }
        context.Response.ContentType = format is "json" or "verbose_json" ? "application/json" : "text/plain; charset=utf-8";
        await context.Response.WriteAsync(format == "verbose_json" ? Verbose(heard, request, server.Detail) : format == "json" ? JsonSerializer.Serialize(new { text = heard.Text }) : heard.Text + "\n", ct);
    }

    private static (string Message, string Param)? Objection(OpenAIServer server, IFormCollection form, string format, List<string> granularities) =>
        form["model"].ToString() is not { Length: > 0 } model ? ("you must provide a model parameter", "model")
        : server.Models.Count > 0 && !server.Models.Contains(model) ? ($"The model `{model}` does not exist or you do not have access to it.", "model")
        : !s_formats.Contains(format) ? ($"[{{'type': 'enum', 'loc': ('body', 'response_format'), 'input': '{format}'}}]", "response_format")
        : server.Detail == SpeechDetail.Text && format is not ("json" or "text") ? ($"response_format '{format}' is not compatible with model '{model}'. Use 'json' or 'text' instead.", "response_format")
        : granularities.Count > 0 && format != "verbose_json" ? ("timestamp_granularities[] may only be used with response_format verbose_json", "timestamp_granularities")
        : granularities.Exists(wanted => wanted is not ("word" or "segment")) ? ("Invalid value for timestamp_granularities[]", "timestamp_granularities")
        : form["language"].ToString() is { Length: > 0 } language && language.Length is not (2 or 3) ? ($"Invalid language '{language}'. Language parameter must be specified in ISO-639-1 format.", "language")
        : null;

    private static string Verbose(HeardSpeech heard, SpeechRequest request, SpeechDetail detail)
    {
        var answer = new Dictionary<string, object?> { ["task"] = "transcribe", ["language"] = heard.Language, ["duration"] = request.Seconds, ["text"] = heard.Text };
        if (detail != SpeechDetail.Words && (request.Granularities.Count == 0 || request.Granularities.Contains("segment")))
        {
            answer["segments"] = heard.Segments.Select((said, id) => Segment(said, id, detail == SpeechDetail.WordsWithinSegments)).ToList();
        }
        if (request.Granularities.Contains("word") && detail != SpeechDetail.WordsWithinSegments)
        {
            answer["words"] = detail == SpeechDetail.Segments ? null : heard.Segments.SelectMany(said => said.Words).Select(Word).ToList();
        }
        return JsonSerializer.Serialize(answer);
    }

    private static Dictionary<string, object?> Segment(HeardSegment said, int id, bool withWords)
    {
        var segment = new Dictionary<string, object?>
        {
            ["id"] = id, ["seek"] = 0, ["start"] = said.Start, ["end"] = said.End, ["text"] = " " + said.Text, ["tokens"] = Array.Empty<int>(),
            ["temperature"] = 0.0, ["avg_logprob"] = said.AverageLogProbability, ["compression_ratio"] = 1.2, ["no_speech_prob"] = 0.01,
        };
        if (withWords)
        {
            segment["words"] = said.Words.Select(word => new { word = " " + word.Word, start = word.Start, end = word.End, probability = 0.8 }).ToList();
        }
        return segment;
    }

    private static object Word(HeardWord word) => new { word = word.Word, start = word.Start, end = word.End };

    private static async Task StreamAsync(HttpContext context, HeardSpeech heard, CancellationToken ct)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var segment in heard.Segments)
        {
            await SendAsync(new { type = "transcript.text.delta", delta = segment.Text + " " });
        }
        await SendAsync(new { type = "transcript.text.done", text = heard.Text });

        async Task SendAsync(object happened)
        {
            await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(happened)}\n\n", Encoding.UTF8, ct);
            await context.Response.Body.FlushAsync(ct);
        }
    }
}
