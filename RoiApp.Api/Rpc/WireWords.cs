using RoiApp.Api.Problems;

namespace RoiApp.Api.Rpc;

/// <summary>REST's words as gRPC's enumerations, and back where a request brings them.</summary>
internal static class WireWords
{
    public static Wire.WorkflowStatus Status(string word) => word switch
    {
        "uploaded" => Wire.WorkflowStatus.Uploaded,
        "queued" => Wire.WorkflowStatus.Queued,
        "running" => Wire.WorkflowStatus.Running,
        "completed" => Wire.WorkflowStatus.Completed,
        "failed" => Wire.WorkflowStatus.Failed,
        "cancelled" => Wire.WorkflowStatus.Cancelled,
        _ => Wire.WorkflowStatus.Unspecified,
    };

    public static Wire.StepStatus StepStatus(string word) => word switch
    {
        "pending" => Wire.StepStatus.Pending,
        "running" => Wire.StepStatus.Running,
        "completed" => Wire.StepStatus.Completed,
        "failed" => Wire.StepStatus.Failed,
        "skipped" => Wire.StepStatus.Skipped,
        _ => Wire.StepStatus.Unspecified,
    };

    public static Wire.StepName Step(string word) => word switch
    {
        "transcription" => Wire.StepName.Transcription,
        "translation" => Wire.StepName.Translation,
        "extraction" => Wire.StepName.Extraction,
        _ => Wire.StepName.Unspecified,
    };

    public static Wire.Priority Priority(string? word) => word switch
    {
        "high" => Wire.Priority.High,
        "medium" => Wire.Priority.Medium,
        "low" => Wire.Priority.Low,
        _ => Wire.Priority.Unspecified,
    };

    public static Wire.ContactType ContactType(string? word) => word switch
    {
        "prospective" => Wire.ContactType.Prospective,
        "existing" => Wire.ContactType.Existing,
        _ => Wire.ContactType.Unspecified,
    };

    public static Data.Priority Of(Wire.Priority priority) => priority switch
    {
        Wire.Priority.High => Data.Priority.High,
        Wire.Priority.Low => Data.Priority.Low,
        _ => Data.Priority.Medium,
    };

    public static Data.WorkflowStatus? Of(Wire.WorkflowStatus status) => status switch
    {
        Wire.WorkflowStatus.Uploaded => Data.WorkflowStatus.Uploaded,
        Wire.WorkflowStatus.Queued => Data.WorkflowStatus.Queued,
        Wire.WorkflowStatus.Running => Data.WorkflowStatus.Running,
        Wire.WorkflowStatus.Completed => Data.WorkflowStatus.Completed,
        Wire.WorkflowStatus.Failed => Data.WorkflowStatus.Failed,
        Wire.WorkflowStatus.Cancelled => Data.WorkflowStatus.Cancelled,
        _ => null,
    };

    /// <summary>The field of a request that REST calls so.</summary>
    public static string Field(ProblemType type, string field) => field switch
    {
        "file" when type == ProblemType.InvalidField || type == ProblemType.UnsupportedType => "file_name",
        "file" => "content",
        "targetLanguage" => "target_language",
        _ => field,
    };

    /// <exception cref="ProblemException">A value of a later version, or of none.</exception>
    public static T Known<T>(T value, string field) where T : struct, Enum => Enum.IsDefined(value)
        ? value
        : throw ProblemType.InvalidField.Because($"'{field}' is {value:D}, which is not a value of {typeof(T).Name} here.", field);
}
