using System.CommandLine;
using System.Net.Http.Json;
using RoiApp.Cli.Hosting;
using RoiApp.Contracts.Rest;
using Spectre.Console;

namespace RoiApp.Cli.Doctor;

/// <summary><c>roi doctor</c>: what is installed, which engines work, and what to install for the rest.</summary>
internal static class DoctorCommand
{
    private static readonly TimeSpan s_answerWithin = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var command = new Command("doctor", "Shows what is installed and which engines work.");
        command.SetAction((_, ct) => RunAsync(Terminal.StandardOutput, ct));
        return command;
    }

    private static async Task<int> RunAsync(IAnsiConsole console, CancellationToken ct)
    {
        var tools = new Table().Border(TableBorder.Rounded).Title("Programs").AddColumns("Program", "Used for", "Found");
        foreach (var tool in Tool.All)
        {
            var version = await tool.FindVersionAsync(ct);
            tools.AddRow(
                Markup.Escape(tool.Name),
                Markup.Escape(tool.UsedFor),
                version is null ? $"[red]missing[/]: apt-get install {Markup.Escape(tool.Package)}" : $"[green]{Markup.Escape(version)}[/]");
        }

        console.Write(tools);
        try
        {
            return await ShowEnginesAsync(console, ct) ? 0 : 1;
        }
        catch (Exception e) when (e is ServerUnavailableException or HttpRequestException)
        {
            console.MarkupLineInterpolated($"[red]{e.Message}[/]");
            return 2;
        }
    }

    private static async Task<bool> ShowEnginesAsync(IAnsiConsole console, CancellationToken ct)
    {
        await using var server = await RoiAppServer.FindOrStartAsync(api: null, console, ct);
        using var http = new HttpClient { BaseAddress = server.ApiUrl, Timeout = s_answerWithin };
        var capabilities = (await http.GetFromJsonAsync<CapabilitiesResource>("/api/capabilities", ct))!;
        var engines = new Table().Border(TableBorder.Rounded).Title("Engines").AddColumns("Stage", "Engine", "Languages", "State");
        foreach (var engine in capabilities.Engines)
        {
            engines.AddRow(
                Markup.Escape(engine.Stage),
                Markup.Escape($"{engine.Name} {engine.Version}".Trim()),
                engine.Languages.Count == 0 ? "any" : Markup.Escape(string.Join(", ", engine.Languages)),
                engine.Available ? "[green]works[/]" : $"[red]not available[/]: {Markup.Escape(engine.Remedy ?? "")}");
        }

        console.Write(engines);
        return capabilities.Engines.All(engine => engine.Available);
    }
}
