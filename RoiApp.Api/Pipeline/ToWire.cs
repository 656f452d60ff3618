using System.Globalization;
using RoiApp.Api.Data;

namespace RoiApp.Api.Pipeline;

/// <summary>What Processing is told before the content.</summary>
internal static class ToWire
{
    public static Wire.ProcessOptions Options(WorkflowRun run) => new()
    {
        WorkflowId = run.WorkflowId.ToString(),
        FileName = run.FileName,
        Source = run.Source == SourceKind.Audio ? Wire.SourceKind.Audio : Wire.SourceKind.Transcript,
        Language = run.Language,
        TargetLanguage = run.TargetLanguage ?? "",
        ContentBytes = run.ContentBytes,
        TranscriptionDone = run.DoneBefore.Contains(StepName.Transcription),
        TranslationDone = run.DoneBefore.Contains(StepName.Translation),
        RecordedOn = run.RecordedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ExtractionDone = run.DoneBefore.Contains(StepName.Extraction),
        KnownContacts = { run.KnownContacts.Select(known => new Wire.KnownContact { Name = known.Name, Company = known.Company }) },
    };

    public static Wire.Segment Segment(Segment s)
    {
        var segment = new Wire.Segment
        {
            Index = s.Index,
            StartMs = s.StartMs,
            EndMs = s.EndMs,
            Text = s.Text,
            Confidence = (float)s.Confidence,
            Translation = s.Translation,
            Language = s.Language,
        };
        segment.Words.AddRange(s.Words.Select(w => new Wire.Word { Text = w.Text, StartMs = w.StartMs, EndMs = w.EndMs, Confidence = (float)w.Confidence }));
        return segment;
    }
}
