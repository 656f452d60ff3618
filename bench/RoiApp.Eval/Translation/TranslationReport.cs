using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Contracts.V1;
using RoiApp.Processing;
using RoiApp.Processing.Services;
using RoiApp.Processing.Translation;

namespace RoiApp.Eval.Translation;

/// <summary>Translates sentences with the engines set up (the environment has the settings) and prints how near they come to a person's translation.</summary>
internal static class TranslationReport
{
    public static async Task RunAsync(IReadOnlyList<ReferenceTranslation> references, bool json, bool failures, CancellationToken ct)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        services.AddLogging().AddMetrics().AddPipeline();
        await using var provider = services.BuildServiceProvider();
        var engines = new Handover<ITranslator>(provider.GetRequiredService<Translators>().InOrder, translator => translator.Engine, "sentences");
        var made = new List<Scored>();
        foreach (var reference in references)
        {
            made.Add(new Scored(reference, await engines.AskAsync(translator => translator.TranslateAsync(reference.Source, reference.From, reference.To, ct))));
        }

        if (!json)
        {
            Console.WriteLine($"Translated by {engines.Made?.Name} {engines.Made?.Version}");
            Console.WriteLine($"{"translation",-14}{"sentences",10}{"chrF",8}{"untouched",11}{"names",7}{"kept",8}");
        }
        foreach (var subset in made.GroupBy(one => one.Of.Pair).OrderBy(same => same.Key, StringComparer.Ordinal).Append(made.GroupBy(_ => "all").Single()))
        {
            Print(subset.Key, [.. subset], json);
        }
        foreach (var worst in made.OrderBy(one => one.Score).Take(failures ? 10 : 0))
        {
            await Console.Error.WriteLineAsync($"{worst.Of.Id} {worst.Score:0.00}\n  said    {worst.Of.Source}\n  made    {worst.Made}\n  person  {worst.Of.Reference}");
        }
        foreach (var lost in made.Where(one => failures && one.Kept < one.Of.Names.Count))
        {
            await Console.Error.WriteLineAsync($"{lost.Of.Id} lost a name\n  said    {lost.Of.Source}\n  made    {lost.Made}");
        }
    }

    private static void Print(string subset, List<Scored> scored, bool json)
    {
        var (made, untouched) = (new ChrF(), new ChrF());
        foreach (var one in scored)
        {
            made.Add(one.Made, one.Of.Reference);
            untouched.Add(one.Of.Source, one.Of.Reference);
        }
        var names = scored.Sum(one => one.Of.Names.Count);
        var kept = (double)scored.Sum(one => one.Kept) / Math.Max(names, 1);
        if (json)
        {
            Write("chrf", subset, made.Score, scored.Count);
            Write("chrf-untouched", subset, untouched.Score, scored.Count);
            Write("names-kept", subset, kept, names);
        }
        else
        {
            Console.WriteLine($"{subset,-14}{scored.Count,10}{made.Score,8:0.000}{untouched.Score,11:0.000}{names,7}{kept,8:0.0%}");
        }
    }

    private static void Write(string metric, string subset, double value, int n) =>
        Console.WriteLine(JsonSerializer.Serialize(new { area = "translation", metric, subset, value = Math.Round(value, 4), n }));

    private sealed record Scored(ReferenceTranslation Of, string Made)
    {
        public double Score { get; } = ChrF.Of(Made, Of.Reference);

        public int Kept { get; } = Of.Names.Count(name => Made.Contains(name, StringComparison.Ordinal));
    }
}
