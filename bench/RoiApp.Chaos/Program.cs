using System.Globalization;
using RoiApp.Chaos;

// Usage: [--seed N] [--workflows N] [--kills N] [--storage sqlite|postgres]
string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : null;
int? Number(string name) => Option(name) is not { } text ? null : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

var workflows = Number("--workflows") ?? 200;
var kills = Number("--kills") ?? Math.Max(6, workflows / 5);
var seed = Number("--seed") ?? Random.Shared.Next(1_000_000);
Storage[] storages = Option("--storage") is not { } wanted ? Enum.GetValues<Storage>() : Enum.TryParse<Storage>(wanted, ignoreCase: true, out var one) ? [one] : [];
if (workflows < 1 || kills < 0 || seed < 0 || storages.Length == 0)
{
    await Console.Error.WriteLineAsync("usage: ./roi chaos [--seed N] [--workflows N] [--kills N] [--storage sqlite|postgres]");
    return 2;
}

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stopping.Cancel();
};
var faults = 0;
foreach (var storage in storages)
{
    var plan = new ExperimentPlan(storage, seed, workflows, kills, TimeLimit: TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(3 * workflows));
    var result = await Experiment.RunAsync(plan, line => Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss.fff} {line}"), stopping.Token);
    foreach (var fault in result.Faults)
    {
        Console.WriteLine($"FAULT {fault}");
    }
    Console.WriteLine(result);
    faults += result.Faults.Count;
}
return faults == 0 ? 0 : 1;
