using System.Text.Json.Serialization;

namespace RoiApp.Web.Components.Intake;

/// <summary>What the browser's script says of a file that was dropped or chosen.</summary>
public sealed record ChosenFileMessage(int Key, string Name, long Bytes, bool IsFolder);

/// <summary>What the browser's script says of a file on its way.</summary>
public sealed record UploadMessage(
    int Key,
    [property: JsonConverter(typeof(JsonStringEnumConverter<UploadPhase>))] UploadPhase Phase,
    double Percent,
    string? Problem,
    Guid? WorkflowId,
    bool CanRetry);
