using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Http.Json;
using RoiApp.Bench.Pipeline;
using RoiApp.Contracts.Rest;

namespace RoiApp.Bench.Repeat;

/// <summary>A day of somebody who hands memos in and looks at them: of every ten, six were handed in before, half of these under another name.</summary>
/// <param name="memos">How many are handed in.</param>
internal sealed class RepeatDay(int memos, byte[] recording)
{
    private const int Seed = 7;
    private const double Repeats = 0.6;

    /// <param name="settings">Of Api and Processing.</param>
    public async Task<DayFigures> RunAsync(string[] settings, CancellationToken ct)
    {
        await using var services = await BenchServices.StartAsync(ct);
        await using var roiapp = await RunningRoiApp.StartAsync([.. services.Settings, .. settings], ct);
        var random = new Random(Seed);
        var (distinct, ids) = ((int)Math.Round(memos * (1 - Repeats)), new List<string>());
        var (known, repeated, heardAgain) = (0, 0, 0);
        var (processing, reading) = (TimeSpan.Zero, TimeSpan.Zero);
        var questions = new Questions();
        for (var i = 0; i < memos; i++)
        {
            // As many new ones as there are to be, spread over the day.
            var isNew = known == 0 || random.Next(memos - i) < distinct - known;
            var number = isNew ? known++ : random.Next(known);
            var name = isNew || random.Next(2) == 0 ? $"memo-{number}.wav" : $"renamed-{i}.wav";
            var before = services.Recognitions;
            var (id, took) = await roiapp.RunAsync(Bytes(number), name, ct);
            ids.Add(id);
            processing += took;
            repeated += isNew ? 0 : 1;
            heardAgain += !isNew && services.Recognitions > before ? 1 : 0;
            var began = Stopwatch.GetTimestamp();
            questions.Changed();
            await LookAsync(roiapp.Http, questions, id, ids[random.Next(ids.Count)], ct);
            reading += Stopwatch.GetElapsedTime(began);
        }
        var stats = await roiapp.Http.GetFromJsonAsync<CacheStatsResource>(new Uri("/api/cache/stats", UriKind.Relative), ct);
        return new(processing, reading, repeated, heardAgain, services.Recognitions, services.Conversations, stats!.Families, questions);
    }

    // What the pages ask for: the report, the page of all with its counts, again when somebody comes back to it, an older report, and now and then a search.
    private static async Task LookAsync(HttpClient http, Questions questions, string id, string older, CancellationToken ct)
    {
        string[] asked =
        [
            $"/api/workflows/{id}/results", "/api/workflows?limit=20", "/api/workflows/stats", $"/api/workflows/{id}", "/api/workflows?limit=20", "/api/workflows/stats",
            $"/api/workflows/{older}/results", $"/api/workflows/{older}", "/api/search?q=price%20list", "/api/search?q=price%20list", $"/api/workflows/{id}/results", "/api/workflows?limit=20",
        ];
        foreach (var url in asked)
        {
            questions.Ask(url);
            using var response = await http.GetAsync(new Uri(url, UriKind.Relative), ct);
            response.EnsureSuccessStatusCode();
            await response.Content.ReadAsByteArrayAsync(ct);
        }
    }

    // Another sample near the beginning: for all that anybody knows, another recording.
    private byte[] Bytes(int number)
    {
        var wav = (byte[])recording.Clone();
        for (var at = wav.Length / 2; at < (wav.Length / 2) + 64; at += 2)
        {
            BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(at), (short)(1000 + (number * 37) + at));
        }
        return wav;
    }
}

/// <param name="Processing">From the first byte of each upload to its report, summed.</param>
/// <param name="Reading">Of all pages looked at, summed.</param>
/// <param name="Repeated">Memos that had been handed in before.</param>
/// <param name="HeardAgain">Of these, how many the engine heard once more.</param>
/// <param name="Recognitions">Asked of the speech engine.</param>
/// <param name="Conversations">Asked of the engines of translation and extraction.</param>
internal sealed record DayFigures(
    TimeSpan Processing, TimeSpan Reading, int Repeated, int HeardAgain, int Recognitions, int Conversations, IReadOnlyList<CacheFamilyResource> Families, Questions Questions);
