using System.Text;

namespace RoiApp.Api.Tests.Hosting;

/// <summary>What Processing may say, in pieces of which tests make scripts.</summary>
public static class Script
{
    public static Wire.Engine Ears => new() { Name = "ears", Version = "1" };

    public static Wire.Engine Tongue => new() { Name = "tongue", Version = "2" };

    public static Wire.Engine Wits => new() { Name = "wits", Version = "3" };

    /// <summary>A whole run: a segment for each line of the content, a translation for each, one contact.</summary>
    public static async Task WholeAsync(ScriptedCall call)
    {
        var content = await call.ReadAsync();
        if (!call.Options.TranscriptionDone)
        {
            await TranscribeAsync(call, Lines(content));
        }
        var segments = call.Options.TranscriptionDone ? call.FinishedSegments.Count : Lines(content).Length;
        if (!call.Options.TranslationDone)
        {
            await TranslateAsync(call, segments);
        }
        if (!call.Options.ExtractionDone)
        {
            await ExtractAsync(call);
        }
    }

    public static async Task TranscribeAsync(ScriptedCall call, params string[] lines)
    {
        await call.SayAsync(Started(Wire.StepName.Transcription, Ears));
        await call.SayAsync(new() { Audio = new() { DurationMs = 1000L * lines.Length, Format = "wav" } });
        for (var i = 0; i < lines.Length; i++)
        {
            await call.SayAsync(new() { Partial = new() { StartMs = 1000 * i, Text = lines[i][..1] } });
            await call.SayAsync(Segment(i, lines[i]));
            await call.SayAsync(Progress(Wire.StepName.Transcription, overall: 60.0 * (i + 1) / lines.Length));
        }
        await call.SayAsync(Completed(Wire.StepName.Transcription, Ears, language: "es"));
    }

    public static async Task TranslateAsync(ScriptedCall call, int segments)
    {
        await call.SayAsync(Started(Wire.StepName.Translation, Tongue));
        for (var i = 0; i < segments; i++)
        {
            await call.SayAsync(new() { Translation = new() { Index = i, Text = $"translated {i}" } });
        }
        await call.SayAsync(Completed(Wire.StepName.Translation, Tongue));
    }

    public static async Task ExtractAsync(ScriptedCall call, params Wire.Contact[] contacts)
    {
        await call.SayAsync(Started(Wire.StepName.Extraction, Wits));
        await call.SayAsync(new() { Report = Report(contacts.Length > 0 ? contacts : [Maria()]) });
        await call.SayAsync(Completed(Wire.StepName.Extraction, Wits));
    }

    public static Wire.Contact Maria() => new()
    {
        Name = "María López",
        Company = "Acme",
        Position = "CFO",
        Discussion = "the new budget",
        ContactType = Wire.ContactType.Prospective,
        Priority = Wire.Priority.High,
        ActionItems = { new Wire.ActionItem { Text = "send the offer", Evidence = Said("actionItems", "send the offer"), DueOn = "2026-05-08", Assignee = "Ana" }, new Wire.ActionItem { Text = "call back" } },
        Tags = { "budget" },
        Evidence = { Said("name", "María López"), Said("company", "Acme") },
    };

    public static Wire.FieldEvidence Said(string field, string quote) => new() { Field = field, Quote = quote, Confidence = 0.9f, StartMs = 100, EndMs = 900 };

    public static Wire.Report Report(params Wire.Contact[] contacts)
    {
        var report = new Wire.Report { Language = "es" };
        report.Contacts.AddRange(contacts);
        return report;
    }

    public static Wire.ProcessEvent Segment(int index, string text) => new()
    {
        Segment = new()
        {
            Index = index,
            StartMs = 1000 * index,
            EndMs = (1000 * index) + 900,
            Text = text,
            Confidence = 0.8f,
            Language = "es",
            Words = { new Wire.Word { Text = text.Split(' ')[0], StartMs = 1000 * index, EndMs = (1000 * index) + 200, Confidence = 0.7f } },
        },
    };

    public static Wire.ProcessEvent Started(Wire.StepName step, Wire.Engine engine) => new() { StepStarted = new() { Step = step, Engine = engine } };

    public static Wire.ProcessEvent Completed(Wire.StepName step, Wire.Engine engine, string language = "") =>
        new() { StepCompleted = new() { Step = step, Engine = engine, ElapsedMs = 42, Language = language } };

    public static Wire.ProcessEvent Failed(Wire.StepName step, string code, string message, bool retryable = false) =>
        new() { StepFailed = new() { Step = step, ElapsedMs = 7, Code = code, Message = message, Retryable = retryable } };

    public static Wire.ProcessEvent Progress(Wire.StepName step, double overall) => new() { Progress = new() { Step = step, Percent = 50, OverallPercent = overall, DoneMs = 500, TotalMs = 1000 } };

    private static string[] Lines(byte[] content) => Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
