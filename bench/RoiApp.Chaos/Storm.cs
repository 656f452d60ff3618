namespace RoiApp.Chaos;

/// <summary>Kills processes at moments of chance and starts them again.</summary>
internal sealed class Storm(IReadOnlyList<Victim> victims, Random chance, Action<string> say)
{
    private const double TwoAtOnce = 0.25;

    private readonly List<string> _killed = [];

    /// <summary>Kinds of what was killed, in order.</summary>
    public IReadOnlyList<string> Killed => _killed;

    /// <summary>Goes on until there were so many kills or everything is done. All processes are up when it returns.</summary>
    public async Task RageAsync(int kills, Task done, CancellationToken ct)
    {
        while (_killed.Count < kills && !done.IsCompleted)
        {
            await Task.WhenAny(done, Task.Delay(chance.Next(100, 1500), ct));
            var count = victims.Count > 2 && chance.NextDouble() < TwoAtOnce ? 2 : 1;
            // In their own order, which is the one to come back in.
            var hit = victims.Select((victim, i) => (Victim: victim, Lot: chance.Next(), Order: i)).OrderBy(v => v.Lot).Take(count).OrderBy(v => v.Order).Select(v => v.Victim).ToList();
            foreach (var victim in hit)
            {
                await victim.KillAsync(ct);
                _killed.Add(victim.Kind);
            }
            say($"killed {string.Join(" and ", hit.Select(victim => victim.Kind))}");
            await Task.Delay(chance.Next(1200), ct);
            foreach (var victim in hit)
            {
                await victim.RestartAsync(ct);
            }
        }
    }
}
