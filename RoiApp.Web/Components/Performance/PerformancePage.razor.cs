using Microsoft.AspNetCore.Components;
using RoiApp.Contracts.Rest;
using RoiApp.Web.Api;

namespace RoiApp.Web.Components.Performance;

/// <summary>What /api/performance says, drawn, and asked for anew every few seconds unless paused.</summary>
public sealed partial class PerformancePage : IDisposable
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(3);
    private static readonly string[] s_order = ["http", "step", "queue", "events", "cache", "query", "database"];

    private readonly CancellationTokenSource _left = new();
    private PerformanceResource? _told;
    private string? _problem;
    private int _minutes = 5;
    private bool _isPaused;

    [Inject]
    private WorkflowClient Client { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private string Freshness => _problem is not null ? $"Not up to date: {_problem}" : _isPaused ? "Paused" : $"Asked anew every {s_every.TotalSeconds:0} seconds";

    private string Verdict
    {
        get
        {
            var (met, missed) = (_told!.Targets.Count(target => target.Passed == true), _told.Targets.Count(target => target.Passed == false));
            return (met + missed, missed) switch
            {
                (0, _) => "Nothing was done lately that a target could be held against.",
                (var all, 0) => $"All {all} that can be judged are met.",
                (var all, _) => $"{missed} of {all} that can be judged {(missed == 1 ? "is" : "are")} missed.",
            };
        }
    }

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
        {
            _ = FollowAsync();
        }
    }

    private async Task FollowAsync()
    {
        var left = _left.Token;
        using var timer = new PeriodicTimer(s_every, Time);
        try
        {
            do
            {
                if (!_isPaused)
                {
                    await LoadAsync();
                    await InvokeAsync(StateHasChanged);
                }
            }
            while (await timer.WaitForNextTickAsync(left));
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private async Task LoadAsync()
    {
        try
        {
            _told = await Client.GetPerformanceAsync(_left.Token);
            _problem = null;
        }
        catch (ApiProblemException e)
        {
            _problem = e.Message;
        }
    }

    private static int PlaceOf(string family) => Array.IndexOf(s_order, family) is >= 0 and var place ? place : s_order.Length;

    private static string TitleOf(string family) => family switch
    {
        "http" => "Requests",
        "step" => "Steps",
        "queue" => "Queue",
        "events" => "Live events",
        "cache" => "Cache",
        "query" => "Queries",
        "database" => "Database",
        _ => Wording.Capitalised(family)!,
    };

    /// <inheritdoc />
    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }
}
