using System.Collections.Immutable;
using System.Text.Json;
using RoiApp.Contracts.Rest;

namespace RoiApp.Web.Live;

/// <summary>What a page shows of one workflow. Immutable: <see cref="Apply"/> answers the view after an event.</summary>
/// <param name="LastSeq">Sequence number of the newest state event applied.</param>
/// <param name="Segments">In order of index, without gaps once all events have come.</param>
/// <param name="Partial">What is heard of the segment being recognised; null between segments.</param>
/// <param name="Report">Null until extraction has one.</param>
/// <param name="Message">What the newest event says to people.</param>
public sealed record WorkflowView(
    WorkflowResource Workflow,
    long LastSeq,
    ImmutableList<SegmentResource> Segments,
    SegmentResource? Partial,
    ReportResource? Report,
    string? Message)
{
    /// <summary>How far the running attempt is, or where the workflow stands in the queue, as last told; null before.</summary>
    public ProgressResource? Progress { get; init; }

    /// <summary>The view of a workflow of which nothing but its state is known; its events are still to come, from the first.</summary>
    public static WorkflowView Of(WorkflowResource workflow) => new(workflow, 0, [], null, null, null);

    /// <summary>The view of a workflow of which everything is known.</summary>
    public static WorkflowView Of(ResultsResource results) =>
        new(results.Workflow, results.Workflow.LastSeq, [.. results.Transcript.Segments.OrderBy(s => s.Index)], null, results.Report, null);

    /// <summary>True when nothing will happen any more unless somebody asks for it.</summary>
    public bool IsEnded => HasEnded(Workflow.Status);

    public static bool HasEnded(string status) => status is "completed" or "failed" or "cancelled";

    /// <summary>True for the event after which a workflow has no more.</summary>
    public static bool IsLast(EventResource happened) => happened.Type switch
    {
        EventTypes.WorkflowStatus => Data<WorkflowResource>(happened) is { } workflow && HasEnded(workflow.Status),
        EventTypes.Snapshot => Data<ResultsResource>(happened) is { } results && HasEnded(results.Workflow.Status),
        _ => false,
    };

    /// <summary>The view after an event. One that is already known, is older than what is known, or is of another workflow changes nothing.</summary>
    public WorkflowView Apply(EventResource happened)
    {
        if (happened.WorkflowId != Workflow.Id)
        {
            return this;
        }

        // These two carry the seq of the state event before them, so only an older one is stale.
        if (happened.Type is EventTypes.Progress or EventTypes.Partial)
        {
            return happened.Seq < LastSeq ? this : ApplyPassing(happened);
        }

        var isNews = happened.Type == EventTypes.Snapshot ? happened.Seq >= LastSeq : happened.Seq > LastSeq;
        return isNews ? ApplyState(happened) with { LastSeq = happened.Seq } : this;
    }

    private WorkflowView ApplyPassing(EventResource happened) => happened.Type == EventTypes.Partial
        ? this with { Partial = Data<SegmentResource>(happened) }
        : ApplyProgress(happened, Data<ProgressResource>(happened));

    private WorkflowView ApplyProgress(EventResource happened, ProgressResource? progress) => this with
    {
        Workflow = Workflow with { Progress = happened.Percent ?? Workflow.Progress, QueuePosition = progress is null ? Workflow.QueuePosition : progress.QueuePosition },
        Progress = progress ?? Progress,
        Message = happened.Message ?? Message,
    };

    private WorkflowView ApplyState(EventResource happened)
    {
        var next = this with
        {
            Workflow = Workflow with { Progress = happened.Percent ?? Workflow.Progress, UpdatedAt = happened.At },
            Message = happened.Message ?? Message,
        };
        return happened.Type switch
        {
            EventTypes.WorkflowStatus when Data<WorkflowResource>(happened) is { } workflow => next with { Workflow = workflow, Partial = null, Progress = null },
            EventTypes.StepStarted when Data<StepResource>(happened) is { } step => next.WithStep(step).WithoutResultsOf(step.Name),
            EventTypes.StepCompleted when Data<StepResource>(happened) is { } step => next.WithStep(step) with { Partial = null },
            EventTypes.Segment when Data<SegmentResource>(happened) is { } segment => next.WithSegment(segment) with { Partial = null },
            EventTypes.Translation when Data<SegmentResource>(happened) is { } segment => next.WithSegment(segment),
            EventTypes.Report when Data<ReportResource>(happened) is { } report => next with { Report = report },
            EventTypes.Snapshot when Data<ResultsResource>(happened) is { } results => Of(results),
            _ => next,
        };
    }

    // A step that starts again, after a retry, makes its results anew.
    private WorkflowView WithoutResultsOf(string step) => step switch
    {
        "transcription" => this with { Segments = [], Partial = null, Report = null },
        "extraction" => this with { Report = null },
        _ => this,
    };

    private WorkflowView WithStep(StepResource step)
    {
        var steps = Workflow.Steps.ToList();
        var at = steps.FindIndex(s => s.Name == step.Name);
        if (at < 0)
        {
            steps.Add(step);
        }
        else
        {
            steps[at] = step;
        }

        return this with { Workflow = Workflow with { Steps = steps } };
    }

    private WorkflowView WithSegment(SegmentResource segment)
    {
        // Segments come in order but for translations of earlier ones, so the search starts at the end.
        var before = Segments.FindLastIndex(s => s.Index <= segment.Index);
        return before >= 0 && Segments[before].Index == segment.Index
            ? this with { Segments = Segments.SetItem(before, segment with { Translation = segment.Translation ?? Segments[before].Translation }) }
            : this with { Segments = Segments.Insert(before + 1, segment) };
    }

    private static T? Data<T>(EventResource happened) where T : class => happened.Data is { ValueKind: JsonValueKind.Object } data
        ? data.Deserialize<T>(JsonSerializerOptions.Web)
        : null;
}
