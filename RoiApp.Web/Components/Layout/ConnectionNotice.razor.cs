using Microsoft.AspNetCore.Components;

namespace RoiApp.Web.Components.Layout;

/// <summary>Says that the line to Api broke and is tried again, and for a moment that it is back.</summary>
public sealed partial class ConnectionNotice : IDisposable
{
    private static readonly TimeSpan s_goodNewsFor = TimeSpan.FromSeconds(4);

    private readonly CancellationTokenSource _left = new();
    private bool _wasBroken;
    private bool _isBack;

    /// <summary>While the line is broken: how often it has been tried. Null otherwise.</summary>
    [Parameter, EditorRequired]
    public int? Attempt { get; set; }

    /// <summary>What becomes of the page meanwhile.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        if (_wasBroken && Attempt is null)
        {
            _isBack = true;
            _ = ForgetAsync();
        }

        _wasBroken = Attempt is not null;
    }

    private async Task ForgetAsync()
    {
        await Task.Delay(s_goodNewsFor, Time, _left.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!_left.IsCancellationRequested)
        {
            _isBack = false;
            await InvokeAsync(StateHasChanged);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }
}
