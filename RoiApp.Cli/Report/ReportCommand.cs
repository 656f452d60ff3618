using System.CommandLine;
using RoiApp.Cli.Hosting;
using Spectre.Console;

namespace RoiApp.Cli.Report;

/// <summary><c>roi report FILE...</c>: submits memos, shows them move, prints their reports.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Recordings (wav mp3 mp4 m4a webm flac ogg opus) or transcripts (txt vtt srt).", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "Print one JSON object per file on standard output, and nothing else." };
        var language = new Option<string>("--language") { Description = "Language spoken: en, es or auto.", DefaultValueFactory = _ => "auto" };
        var target = new Option<string?>("--target") { Description = "Language to translate to: en, es or none. The server's default when left out." };
        var api = new Option<string?>("--api") { Description = "HOST:PORT of a running RoiApp's gRPC interface. Without it: the local one, or one started just for this." };
        language.AcceptOnlyFromAmong("auto", "en", "es");
        target.AcceptOnlyFromAmong("en", "es", "none");

        var command = new Command("report", "Turns each FILE into a report.") { files, json, language, target, api };
        command.SetAction((parsed, ct) => RunAsync(
            new ReportRequest(parsed.GetValue(files)!, parsed.GetValue(language)!, parsed.GetValue(target)),
            parsed.GetValue(json),
            parsed.GetValue(api),
            ct));
        return command;
    }

    private static async Task<int> RunAsync(ReportRequest request, bool json, string? api, CancellationToken ct)
    {
        // Standard output is for results; people watch standard error.
        var screen = Terminal.StandardError;
        try
        {
            await using var server = await RoiAppServer.FindOrStartAsync(api, screen, ct);
            var results = await new ReportRunner(server.Channel, screen).RunAsync(request, ct);
            foreach (var result in results)
            {
                if (json)
                {
                    await Console.Out.WriteLineAsync(result.ToJson());
                }
                else
                {
                    ReportTable.Write(Terminal.StandardOutput, result);
                }
            }

            return results.All(result => result.Status == "completed") ? 0 : 1;
        }
        catch (ServerUnavailableException e)
        {
            screen.MarkupLineInterpolated($"[red]{e.Message}[/]");
            return 2;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            screen.MarkupLine("[yellow]Stopped. The unfinished workflows were cancelled.[/]");
            return 130;
        }
    }
}

/// <param name="Files">Paths as the user gave them.</param>
/// <param name="Language">BCP 47, or <c>auto</c>.</param>
/// <param name="TargetLanguage">BCP 47, <c>none</c>, or null for the server's default.</param>
internal sealed record ReportRequest(IReadOnlyList<string> Files, string Language, string? TargetLanguage);
