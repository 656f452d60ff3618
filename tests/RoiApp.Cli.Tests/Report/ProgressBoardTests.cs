using RoiApp.Cli.Report;
using RoiApp.Contracts.V1;
using Spectre.Console;
using Xunit;

namespace RoiApp.Cli.Tests.Report;

public sealed class ProgressBoardTests
{
    [Fact]
    public async Task Where_there_is_no_terminal_a_line_is_printed_when_something_has_changed()
    {
        using var written = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(written) });
        console.Profile.Width = 200;
        await ProgressBoard.ShowAsync(console, ["/memos/lunch.wav"], board =>
        {
            var row = board.RowOf(0);
            row.Happened(ScriptedWorkflows.Status(1, WorkflowStatus.Queued));
            row.Happened(Waiting(2));
            row.Happened(Waiting(2)); // Said again for those who have just come.
            row.Happened(Waiting(0));
            row.Reconnecting();
            row.Reconnecting();
            row.Reconnected();
            row.Happened(Running(12, etaMs: 95_000));
            row.Happened(Running(13, etaMs: 94_000));
            row.Happened(Running(60, etaMs: 24_000));
            row.Happened(Running(97, etaMs: 1_200));
            return Task.CompletedTask;
        });
        Assert.Equal(
            [
                "lunch.wav: queued", "lunch.wav: waiting, 2 before it", "lunch.wav: next in line", "lunch.wav: connection lost, trying again", "lunch.wav: connected again",
                "lunch.wav:  12 % listening, about 2 min left", "lunch.wav:  60 % listening, about 25 s left", "lunch.wav:  97 % listening, a few seconds left",
            ],
            written.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd()));
    }

    private static WorkflowEvent Waiting(int ahead) => new() { Type = "progress", Progress = new LiveProgress { QueuePosition = ahead } };

    private static WorkflowEvent Running(double percent, long etaMs) =>
        new() { Type = "progress", Step = "transcription", Percent = percent, Progress = new LiveProgress { EtaMs = etaMs } };
}
