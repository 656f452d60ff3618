using System.Diagnostics;
using RoiApp.Eval.Extraction;

namespace RoiApp.Eval.Speech;

/// <summary>Hears a folder's recordings and prints how well they were heard and, where somebody has labelled what they say, how well they were read.</summary>
internal static class RecordingsReport
{
    // As many others in an owner's earlier reports as make the names of a folder's memos a minority.
    private const int OtherContacts = 60;

    /// <param name="memosPath">The labels; need not be there.</param>
    /// <param name="knownContacts">Hears labelled recordings a second time, as an owner would whose earlier reports hold their people and others.</param>
    public static async Task RunAsync(
        IReadOnlyList<LabelledRecording> recordings, string memosPath, SpeechSettings settings, bool knownContacts, bool json, bool failures, CancellationToken ct)
    {
        await using var eval = new SpeechEval();
        var started = Stopwatch.GetTimestamp();
        await eval.WarmUpAsync(ct);
        var ready = Stopwatch.GetElapsedTime(started); // With the making of the model of memos, where Transcription:ModelCache has none.
        var heard = await eval.RunAsync(recordings, settings, ct);
        SpeechReport.Print(heard, ready, json, failures);
        if (!File.Exists(memosPath))
        {
            return;
        }
        var memos = SpokenMemo.Read(memosPath);
        SpokenMemosReport.Print(heard, memos, json, failures);
        if (knownContacts)
        {
            List<LabelledRecording> labelled = [.. recordings.Where(recording => memos.ContainsKey(recording.Id))];
            var expecting = settings with { Contacts = KnownContactsReport.Contacts(memos.Values, OtherContacts) };
            KnownContactsReport.Print([.. heard.Where(score => memos.ContainsKey(score.Recording.Id))], await eval.RunAsync(labelled, expecting, ct), memos, json);
        }
    }
}
