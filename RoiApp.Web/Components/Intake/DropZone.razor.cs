using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using RoiApp.Contracts.Rest;

namespace RoiApp.Web.Components.Intake;

/// <summary>
/// Takes files and shows them on their way. The browser's script (beside this file) sends them straight to <c>/api/uploads</c>, so they
/// neither pass through the page's live connection nor stop when that breaks; it reports here, and is told here what to cancel or retry.
/// </summary>
public sealed partial class DropZone : IAsyncDisposable
{
    private const string Cancel = "cancel";
    private const string Retry = "retry";
    private const string Dismiss = "dismiss";

    private readonly List<Upload> _uploads = [];
    private ElementReference _zone;
    private ElementReference _input;
    private DotNetObjectReference<DropZone>? _self;
    private PageScript? _script;
    private string _language = "auto";
    private string _target = "en";
    private string _priority = "medium";
    private string _said = "";
    private bool _isReady;

    /// <summary>What Api takes; null while it has not said.</summary>
    [Parameter]
    public CapabilitiesResource? Capabilities { get; set; }

    /// <summary>Called with each new workflow's id.</summary>
    [Parameter]
    public EventCallback<Guid> OnUploaded { get; set; }

    [Inject]
    private IJSRuntime Browser { get; set; } = default!;

    private string? Accepted => Capabilities is { Formats.Count: > 0 } ? string.Join(',', Capabilities.Formats) : null;

    private string FormatsInWords => Capabilities is { Formats.Count: > 0 }
        ? $"{string.Join(" ", Capabilities.Formats.Select(format => format.TrimStart('.').ToUpperInvariant()))} · up to {Wording.Size(Capabilities.MaxUploadBytes)} each"
        : "MP3 MP4 M4A WAV WEBM FLAC OGG OPUS · TXT VTT SRT";

    /// <summary>Called by the script: files were dropped or chosen. Answers the keys of those to send.</summary>
    [JSInvokable]
    public int[] Choose(IReadOnlyList<ChosenFileMessage> files)
    {
        var chosen = files.Select(file => new ChosenFile(file.Key, file.Name, file.Bytes, file.IsFolder)).ToList();
        var uploads = chosen.Select(file => file.ProblemFor(Capabilities) is { } problem
            ? new Upload(file.Key, file.Name, file.Bytes, UploadPhase.Failed, Problem: problem, CanRetry: false)
            : new Upload(file.Key, file.Name, file.Bytes, UploadPhase.Waiting)).ToList();
        _uploads.InsertRange(0, uploads);
        _said = uploads is [{ Problem: { } only }] ? $"{uploads[0].Name}: {only}" : $"{uploads.Count(upload => upload.IsUnderWay)} of {uploads.Count} files taken.";
        StateHasChanged();
        return [.. uploads.Where(upload => upload.IsUnderWay).Select(upload => upload.Key)];
    }

    /// <summary>Called by the script: what goes with the next file.</summary>
    [JSInvokable]
    public Dictionary<string, string> Fields() => new() { ["language"] = _language, ["targetLanguage"] = _target, ["priority"] = _priority };

    /// <summary>Called by the script: a file has come further. Repeated after a broken connection, so it may say what is known.</summary>
    [JSInvokable]
    public async Task Report(UploadMessage message)
    {
        var at = _uploads.FindIndex(upload => upload.Key == message.Key);
        if (at < 0)
        {
            return;
        }

        var before = _uploads[at];
        var after = before with { Phase = message.Phase, Percent = message.Percent, Problem = message.Problem, WorkflowId = message.WorkflowId, CanRetry = message.CanRetry };
        _uploads[at] = after;
        if (after.Phase != before.Phase)
        {
            _said = after.Phase switch
            {
                UploadPhase.Done => $"{after.Name} is uploaded.",
                UploadPhase.Failed => $"{after.Name}: {after.Problem}",
                UploadPhase.Cancelled => $"{after.Name} was cancelled.",
                UploadPhase.Reconnecting => $"{after.Name} waits for the connection.",
                _ => _said,
            };
            if (after is { Phase: UploadPhase.Done, WorkflowId: { } id })
            {
                await OnUploaded.InvokeAsync(id);
            }
        }

        StateHasChanged();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _script = new(Browser, Assets["Components/Intake/DropZone.razor.js"]);
            await _script.AttachAsync(_zone, _input, _self);
            _isReady = true;
            StateHasChanged();
        }
    }

    private Task AskScriptAsync(string what, Upload upload) => _script?.TellAsync(what, upload.Key) ?? Task.CompletedTask;

    private async Task DismissAsync(Upload upload)
    {
        _uploads.RemoveAll(other => other.Key == upload.Key);
        await AskScriptAsync(Dismiss, upload);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_script is not null)
        {
            await _script.DisposeAsync();
        }

        _self?.Dispose();
    }
}
