using System.Globalization;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using RoiApp.Api.Reports;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Rpc;

/// <summary>What REST answers, as gRPC messages.</summary>
internal static class WireMessages
{
    public static Wire.Workflow Of(WorkflowResource w)
    {
        var message = new Wire.Workflow
        {
            Id = w.Id.ToString(),
            Name = w.Name,
            FileName = w.FileName,
            Status = WireWords.Status(w.Status),
            Percent = w.Progress,
            Language = w.Language,
            TargetLanguage = w.TargetLanguage ?? "",
            Priority = WireWords.Priority(w.Priority),
            ContentSha256 = w.ContentSha256,
            ContentBytes = w.ContentBytes,
            DurationMs = w.DurationMs ?? 0,
            LastSeq = w.LastSeq,
            CreatedAt = w.CreatedAt.ToTimestamp(),
            UpdatedAt = w.UpdatedAt.ToTimestamp(),
            CompletedAt = w.CompletedAt?.ToTimestamp(),
            Error = Of(w.Error),
            QueuePosition = w.QueuePosition,
        };
        message.Steps.AddRange(w.Steps.Select(Of));
        return message;
    }

    public static Wire.Workflow Of(ResultsResource results)
    {
        var message = Of(results.Workflow);
        message.Transcript.AddRange(results.Transcript.Segments.Select(Of));
        foreach (var segment in message.Transcript)
        {
            segment.Language = results.Transcript.Language;
        }
        message.Report = Of(results.Report);
        message.Report.Language = results.Transcript.Language;
        return message;
    }

    /// <summary>A workflow of which nothing but this is known yet, as an event.</summary>
    public static Wire.WorkflowEvent Snapshot(WorkflowResource w) => new()
    {
        Seq = w.LastSeq,
        WorkflowId = w.Id.ToString(),
        At = w.UpdatedAt.ToTimestamp(),
        Type = EventTypes.Snapshot,
        Percent = w.Progress,
        Workflow = Of(w),
    };

    public static Wire.WorkflowEvent Of(EventResource e)
    {
        var message = new Wire.WorkflowEvent
        {
            Seq = e.Seq,
            WorkflowId = e.WorkflowId.ToString(),
            At = e.At.ToTimestamp(),
            Type = e.Type,
            Step = e.Step ?? "",
            Percent = e.Percent,
            Message = e.Message ?? "",
        };
        if (e.Data is { } data)
        {
            Fill(message, data);
        }
        return message;
    }

    private static void Fill(Wire.WorkflowEvent message, JsonElement data)
    {
        switch (message.Type)
        {
            case EventTypes.WorkflowStatus:
                message.Workflow = Of(data.Deserialize(ApiJson.Default.WorkflowResource)!);
                break;
            case EventTypes.Snapshot:
                message.Workflow = Of(data.Deserialize(ApiJson.Default.ResultsResource)!);
                break;
            case EventTypes.StepStarted or EventTypes.StepCompleted:
                message.WorkflowStep = Of(data.Deserialize(ApiJson.Default.StepResource)!);
                break;
            case EventTypes.Segment or EventTypes.Translation or EventTypes.Partial:
                message.Segment = Of(data.Deserialize(ApiJson.Default.SegmentResource)!);
                break;
            case EventTypes.Progress:
                message.Progress = Of(data.Deserialize(ApiJson.Default.ProgressResource)!);
                break;
            case EventTypes.Report:
                message.Report = Of(data.Deserialize(ApiJson.Default.ReportResource)!);
                break;
        }
    }

    private static Wire.LiveProgress Of(ProgressResource p)
    {
        var message = new Wire.LiveProgress
        {
            StepPercent = p.StepPercent,
            DoneMs = p.DoneMs ?? 0,
            TotalMs = p.TotalMs ?? 0,
            EtaMs = p.EtaMs,
            QueuePosition = p.QueuePosition,
        };
        message.Steps.AddRange((p.Steps ?? new Dictionary<string, double>()).Select(s => new Wire.StepPercent { Name = WireWords.Step(s.Key), Percent = s.Value }));
        return message;
    }

    private static Wire.WorkflowStep Of(StepResource s) => new()
    {
        Name = WireWords.Step(s.Name),
        Status = WireWords.StepStatus(s.Status),
        StartedAt = s.StartedAt?.ToTimestamp(),
        CompletedAt = s.CompletedAt?.ToTimestamp(),
        ElapsedMs = s.ElapsedMs ?? 0,
        Cached = s.Cached,
        Engine = Engine(s.Engine),
        Error = Of(s.Error),
        Note = s.Note ?? "",
    };

    private static Wire.Engine? Engine(string? nameAndVersion) => nameAndVersion?.Split(' ', 2) switch
    {
        null => null,
        [var name, var version] => new() { Name = name, Version = version },
        var only => new() { Name = only[0] },
    };

    private static Wire.WorkflowError? Of(ErrorResource? e) => e is null ? null : new() { Code = e.Code, Message = e.Message };

    private static Wire.Segment Of(SegmentResource s) => new()
    {
        Index = s.Index,
        StartMs = s.StartMs,
        EndMs = s.EndMs,
        Text = s.Text,
        Confidence = (float)s.Confidence,
        Translation = s.Translation,
    };

    private static Wire.Report Of(ReportResource report)
    {
        var message = new Wire.Report();
        message.Contacts.AddRange(report.Contacts.Select(Of));
        return message;
    }

    private static Wire.Contact Of(ContactResource c)
    {
        var message = new Wire.Contact
        {
            Index = c.Index,
            Name = c.Name,
            Company = c.Company,
            Position = c.Position,
            Discussion = c.Discussion,
            ContactType = WireWords.ContactType(c.ContactType),
            Priority = WireWords.Priority(c.Priority),
        };
        var items = c.Provenance.GetValueOrDefault("actionItems") ?? [];
        message.ActionItems.AddRange(c.ActionItems.Select((text, i) => new Wire.ActionItem
        {
            Text = text,
            Evidence = i < items.Count ? Evidence("actionItems", items[i], c) : null,
            Assignee = i < c.Actions.Count ? c.Actions[i].Assignee : null,
            DueOn = i < c.Actions.Count ? c.Actions[i].DueOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
        }));
        message.Tags.AddRange(c.Tags);
        message.Evidence.AddRange(c.Provenance.Where(p => p.Key != "actionItems").SelectMany(p => p.Value.Select(said => Evidence(p.Key, said, c))));
        return message;
    }

    private static Wire.FieldEvidence Evidence(string field, ProvenanceResource said, ContactResource c) => new()
    {
        Field = field,
        Confidence = (float)c.Confidence.GetValueOrDefault(field),
        Quote = said.Quote,
        SegmentIndex = said.SegmentIndex,
        StartMs = said.StartMs,
        EndMs = said.EndMs,
        SoundsLike = said.SoundsLike ?? "",
    };
}
