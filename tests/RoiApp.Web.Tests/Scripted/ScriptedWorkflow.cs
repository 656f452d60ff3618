using System.Text.Json;
using RoiApp.Contracts.Rest;

namespace RoiApp.Web.Tests.Scripted;

/// <summary>A workflow whose life a test tells, event by event.</summary>
/// <param name="told">Given each event, once it has happened.</param>
internal sealed class ScriptedWorkflow(WorkflowResource first, Action<EventResource> told)
{
    private readonly Lock _gate = new();
    private readonly List<EventResource> _events = [];
    private readonly List<SegmentResource> _segments = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReportResource? _report;

    public WorkflowResource State { get; private set; } = first;

    public Guid Id => State.Id;

    /// <summary>How often a line to its events was opened, and with which Last-Event-ID.</summary>
    public List<string?> Watches { get; } = [];

    public ResultsResource Results => new(State, new(Id, State.Language, State.TargetLanguage, [.. _segments]), _report ?? new(Id, []));

    public void Become(string status, Func<WorkflowResource, WorkflowResource>? change = null)
    {
        // At once: a line whose reader saw the end before its event was there would end without telling it.
        lock (_gate)
        {
            State = (change?.Invoke(State) ?? State) with { Status = status, QueuePosition = null };
            Say(EventTypes.WorkflowStatus, null, State with { LastSeq = State.LastSeq + 1 });
        }
    }

    public void StartStep(string name, string engine)
    {
        SetStep(new(name, "running", DateTimeOffset.UtcNow, null, null, false, engine, null));
        Say(EventTypes.StepStarted, name, State.Steps.Single(step => step.Name == name));
    }

    public void CompleteStep(string name, long elapsedMs, string status = "completed")
    {
        var step = State.Steps.Single(step => step.Name == name);
        SetStep(step with { Status = status, ElapsedMs = elapsedMs, CompletedAt = DateTimeOffset.UtcNow });
        Say(EventTypes.StepCompleted, name, State.Steps.Single(other => other.Name == name));
    }

    public void FailStep(string name, long elapsedMs, ErrorResource error)
    {
        var step = State.Steps.Single(step => step.Name == name);
        SetStep(step with { Status = "failed", ElapsedMs = elapsedMs, Error = error });
        Say(EventTypes.StepCompleted, name, State.Steps.Single(other => other.Name == name));
        Become("failed", state => state with { Error = error, CompletedAt = DateTimeOffset.UtcNow });
    }

    public void Hear(SegmentResource segment)
    {
        _segments.Add(segment);
        Say(EventTypes.Segment, "transcription", segment with { Translation = null });
    }

    public void Translate(int index, string text)
    {
        _segments[index] = _segments[index] with { Translation = text };
        Say(EventTypes.Translation, "translation", _segments[index]);
    }

    public void Find(ReportResource report)
    {
        _report = report;
        Say(EventTypes.Report, "extraction", report);
    }

    public ContactResource Contact(int index) => _report!.Contacts[index];

    /// <summary>Changes texts of a contact, as another person or the page would.</summary>
    public ContactResource Edit(int index, IReadOnlyDictionary<string, JsonElement> patch)
    {
        var before = Contact(index);
        string? Text(string field, string? now) => patch.TryGetValue(field, out var value) ? value.GetString() : now;
        IReadOnlyList<string> List(string field, IReadOnlyList<string> now) => patch.TryGetValue(field, out var value) ? [.. value.EnumerateArray().Select(each => each.GetString()!)] : now;
        var after = before with
        {
            Company = Text("company", before.Company),
            Priority = Text("priority", before.Priority),
            ActionItems = List("actionItems", before.ActionItems),
            Tags = List("tags", before.Tags),
            Version = before.Version + "+",
            EditedFields = [.. before.EditedFields.Union(patch.Keys)],
        };
        _report = _report! with { Contacts = [.. _report.Contacts.Select(c => c.Index == index ? after : c)] };
        return after;
    }

    /// <param name="etaMs">Until the report; null while unknown.</param>
    /// <param name="steps">Percent by step.</param>
    public void Progress(double percent, string message, long? etaMs = null, params (string Name, double Percent)[] steps)
    {
        State = State with { Progress = percent };
        var data = new ProgressResource(null, null, null, etaMs, null, steps.ToDictionary(step => step.Name, step => step.Percent));
        Add(new(State.LastSeq, Id, DateTimeOffset.UtcNow, EventTypes.Progress, "transcription", percent, message, Json(data)));
    }

    /// <summary>The queue moves.</summary>
    public void Wait(int ahead)
    {
        State = State with { QueuePosition = ahead };
        Add(new(State.LastSeq, Id, DateTimeOffset.UtcNow, EventTypes.Progress, null, null, null, Json(new ProgressResource(null, null, null, null, ahead, null))));
    }

    public void Partial(long startMs, string text) => Add(new(
        State.LastSeq, Id, DateTimeOffset.UtcNow, EventTypes.Partial, "transcription", null, null, Json(new SegmentResource(0, startMs, startMs, text, 0, null))));

    /// <summary>Breaks every line to its events, as a restarted server does.</summary>
    public void BreakLines()
    {
        lock (_gate)
        {
            _broken.SetException(new IOException("The line was broken."));
            _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The events after one, and those to come, until its last or until the line is broken.</summary>
    public async IAsyncEnumerable<EventResource> ReadAsync(long after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        Task broken;
        lock (_gate)
        {
            broken = _broken.Task;
        }

        for (var next = 0; ; )
        {
            EventResource[] news;
            Task more;
            bool hasEnded;
            lock (_gate)
            {
                news = [.. _events.Skip(next)];
                more = _more.Task;
                hasEnded = State.Status is "completed" or "failed" or "cancelled";
            }

            next += news.Length;
            foreach (var happened in news.Where(happened => happened.Seq > after || (IsPassing(happened) && happened.Seq == after)))
            {
                yield return happened;
            }

            if (hasEnded)
            {
                yield break;
            }

            await await Task.WhenAny(more, broken).WaitAsync(ct);
        }
    }

    public static bool IsPassing(EventResource happened) => happened.Type is EventTypes.Progress or EventTypes.Partial;

    private void SetStep(StepResource step) =>
        State = State with { Steps = [.. State.Steps.Where(other => other.Name != step.Name), step] };

    private void Say(string type, string? step, object data)
    {
        lock (_gate)
        {
            State = State with { LastSeq = State.LastSeq + 1 };
            Add(new(State.LastSeq, Id, DateTimeOffset.UtcNow, type, step, State.Progress, null, Json(data)));
        }
    }

    private void Add(EventResource happened)
    {
        lock (_gate)
        {
            _events.Add(happened);
            _more.SetResult();
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
            told(happened);
        }
    }

    private static JsonElement Json(object data) => JsonSerializer.SerializeToElement(data, data.GetType(), JsonSerializerOptions.Web);
}
