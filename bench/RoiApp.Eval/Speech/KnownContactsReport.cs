using System.Text.Json;
using RoiApp.Contracts.V1;
using RoiApp.Eval.Extraction;
using RoiApp.Processing.Transcription.MemoModel;

namespace RoiApp.Eval.Speech;

/// <summary>How much better memos are heard by whoever has met these people before: without known contacts, and with those of the owner's earlier reports.</summary>
internal static class KnownContactsReport
{
    private const int Seed = 7;

    /// <summary>The people of these memos, and others who are not in them, in a random order that is always the same.</summary>
    public static IReadOnlyList<KnownContact> Contacts(IEnumerable<SpokenMemo> memos, int others)
    {
        var random = new Random(Seed);
        var (first, last, company) = (MemoModelBuilder.Names("first-names.txt"), MemoModelBuilder.Names("last-names.txt"), MemoModelBuilder.Names("company-words.txt"));
        var contacts = memos.Select(memo => new KnownContact { Name = memo.Name ?? "", Company = memo.Company ?? "" }).Concat(Enumerable.Range(0, others).Select(_ => new KnownContact
        {
            Name = $"{Any(first)} {Any(last)}",
            Company = $"{Any(company)} {Any(company)}",
        })).ToArray();
        random.Shuffle(contacts);
        return contacts;

        string Any(List<string> words) => words[random.Next(words.Count)];
    }

    public static void Print(IReadOnlyList<SpeechScore> without, IReadOnlyList<SpeechScore> with, IReadOnlyDictionary<string, SpokenMemo> memos, bool json)
    {
        if (!json)
        {
            Console.WriteLine($"{"known contacts",-30}{"words",7}{"WER",8}{"with",8}{"names",7}{"heard",8}{"with",8}");
        }
        var pairs = without.Zip(with).Where(pair => memos.ContainsKey(pair.First.Recording.Id)).ToList();
        foreach (var (subset, of) in pairs.SelectMany(pair => pair.First.Recording.Subsets, (pair, subset) => (pair, subset))
            .GroupBy(one => one.subset, one => one.pair).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.ToList())).Append(("all", pairs)))
        {
            var (said, names) = (of.Sum(pair => pair.First.Errors.Said), of.Sum(pair => NamesOf(pair.First).Count));
            var (wer, werWith) = (Rate(of.Select(pair => pair.First), said), Rate(of.Select(pair => pair.Second), said));
            var (heard, heardWith) = (Heard(of.Select(pair => pair.First), names), Heard(of.Select(pair => pair.Second), names));
            if (json)
            {
                Write("wer", $"without-contacts-{subset}", wer, said);
                Write("wer", $"with-contacts-{subset}", werWith, said);
                Write("names-heard", $"without-contacts-{subset}", heard, names);
                Write("names-heard", $"with-contacts-{subset}", heardWith, names);
            }
            else
            {
                Console.WriteLine($"{subset,-30}{said,7}{wer,8:0.0%}{werWith,8:0.0%}{names,7}{heard,8:0.0%}{heardWith,8:0.0%}");
            }
        }

        List<string> NamesOf(SpeechScore score) => [.. new[] { memos[score.Recording.Id].Name, memos[score.Recording.Id].Company }.OfType<string>()];

        double Heard(IEnumerable<SpeechScore> scores, int names) => (double)scores.Sum(score => NamesOf(score).Count(name => IsHeard(score.Heard, name))) / Math.Max(names, 1);
    }

    /// <summary>Whether a name is among the words heard, letter for letter.</summary>
    internal static bool IsHeard(string heard, string name) => $" {TextMatch.Fold(heard)} ".Contains($" {TextMatch.Fold(name)} ", StringComparison.Ordinal);

    private static double Rate(IEnumerable<SpeechScore> scores, int said) => (double)scores.Sum(score => score.Errors.Errors) / Math.Max(said, 1);

    private static void Write(string metric, string subset, double value, int n) =>
        Console.WriteLine(JsonSerializer.Serialize(new { area = "speech", metric, subset, value = Math.Round(value, 4), n }));
}
