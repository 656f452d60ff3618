using Microsoft.AspNetCore.Components;

namespace RoiApp.Web.Components.Intake;

/// <summary>One file on its way: how far it is, what went wrong, and what can be done about it.</summary>
public sealed partial class UploadRow
{
    /// <summary>The file.</summary>
    [Parameter, EditorRequired]
    public Upload Upload { get; set; } = default!;

    /// <summary>Stop sending.</summary>
    [Parameter]
    public EventCallback OnCancel { get; set; }

    /// <summary>Send again.</summary>
    [Parameter]
    public EventCallback OnRetry { get; set; }

    /// <summary>Take it off the list.</summary>
    [Parameter]
    public EventCallback OnDismiss { get; set; }

    private string State => Upload.Phase switch
    {
        UploadPhase.Waiting => $"{Wording.Size(Upload.Bytes)} · waiting",
        UploadPhase.Sending => $"{Wording.Size((long)(Upload.Bytes * Upload.Percent / 100))} of {Wording.Size(Upload.Bytes)} · {Math.Floor(Upload.Percent)} %",
        UploadPhase.Reconnecting => $"{Wording.Size((long)(Upload.Bytes * Upload.Percent / 100))} of {Wording.Size(Upload.Bytes)} · waiting for the connection",
        UploadPhase.Storing => $"{Wording.Size(Upload.Bytes)} · checking and storing",
        UploadPhase.Done => $"{Wording.Size(Upload.Bytes)} · uploaded",
        UploadPhase.Cancelled => "Cancelled",
        _ => "Not uploaded",
    };
}
