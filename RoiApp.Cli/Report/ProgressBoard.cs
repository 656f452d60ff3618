using RoiApp.Contracts.V1;
using Spectre.Console;

namespace RoiApp.Cli.Report;

/// <summary>What a memo's journey tells whoever looks on.</summary>
internal interface IMemoProgress
{
    void Uploading(long sentBytes, long totalBytes);

    void Happened(WorkflowEvent e);

    /// <summary>The server is away; said with every try.</summary>
    void Reconnecting();

    /// <summary>The server is back, and the memo where it was.</summary>
    void Reconnected();

    void Finished(Workflow workflow);

    void Failed(string message);
}

/// <summary>A live bar for each file; plain lines where the screen is not a terminal.</summary>
internal sealed class ProgressBoard
{
    private readonly IReadOnlyList<IMemoProgress> _rows;

    private ProgressBoard(IReadOnlyList<IMemoProgress> rows) => _rows = rows;

    public IMemoProgress RowOf(int file) => _rows[file];

    public static Task ShowAsync(IAnsiConsole screen, IReadOnlyList<string> files, Func<ProgressBoard, Task> work)
    {
        if (!screen.Profile.Capabilities.Interactive || !screen.Profile.Capabilities.Ansi)
        {
            return work(new ProgressBoard([.. files.Select(file => new PlainRow(screen, Path.GetFileName(file)))]));
        }

        return screen.Progress()
            .AutoClear(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new SpinnerColumn())
            .StartAsync(context => work(new ProgressBoard([.. files.Select(file => new BarRow(context, Path.GetFileName(file)))])));
    }

    private sealed class BarRow : IMemoProgress
    {
        private readonly ProgressTask _task;
        private readonly string _name;

        public BarRow(ProgressContext context, string name)
        {
            _name = Markup.Escape(name);
            _task = context.AddTask($"{_name} [grey]waiting[/]");
        }

        public void Uploading(long sentBytes, long totalBytes) => Say($"uploading {100 * sentBytes / Math.Max(1, totalBytes)} %");

        public void Happened(WorkflowEvent e)
        {
            if (e.Percent is { } percent)
            {
                _task.Value = Math.Max(_task.Value, percent);
            }

            if (ProgressWords.For(e) is { } words)
            {
                Say(words);
            }
        }

        public void Reconnecting() => Say("connection lost, trying again", "yellow");

        public void Reconnected() => Say("connected again", "green");

        public void Finished(Workflow workflow)
        {
            if (workflow.Status == WorkflowStatus.Completed)
            {
                _task.Value = 100;
                Say("done", "green");
            }
            else
            {
                Say(workflow.Status.Word(), "red");
            }

            _task.StopTask();
        }

        public void Failed(string message)
        {
            Say("failed", "red");
            _task.StopTask();
        }

        private void Say(string words, string colour = "grey") => _task.Description = $"{_name} [{colour}]{Markup.Escape(words)}[/]";
    }

    private sealed class PlainRow(IAnsiConsole screen, string name) : IMemoProgress
    {
        private const int StepPercent = 10;
        private double _shown = -StepPercent;
        private int? _ahead;
        private bool _isAway;

        public void Uploading(long sentBytes, long totalBytes)
        {
            if (sentBytes == totalBytes)
            {
                Say($"uploaded {totalBytes:N0} bytes");
            }
        }

        public void Happened(WorkflowEvent e)
        {
            var moved = e.Percent >= _shown + StepPercent;
            _shown = moved ? e.Percent!.Value : _shown;

            var ahead = e.Progress?.QueuePosition;
            var isPlace = ahead is not null && ahead != _ahead;
            _ahead = ahead ?? _ahead;

            if (ProgressWords.For(e) is { } words && (moved || isPlace || e.Type != "progress"))
            {
                Say(e.Percent is { } percent ? $"{percent,3:F0} % {words}" : words);
            }
        }

        public void Reconnecting()
        {
            if (!_isAway)
            {
                Say("connection lost, trying again");
            }

            _isAway = true;
        }

        public void Reconnected()
        {
            Say("connected again");
            _isAway = false;
        }

        public void Finished(Workflow workflow) => Say(workflow.Status.Word());

        public void Failed(string message) => Say($"failed: {message}");

        private void Say(string words) => screen.WriteLine($"{name}: {words}");
    }
}
