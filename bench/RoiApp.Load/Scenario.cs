namespace RoiApp.Load;

/// <summary>So many users for so long.</summary>
internal sealed record Level(int Users, TimeSpan For);

/// <summary>Levels of load, one after another; users stay once they are there.</summary>
/// <param name="Levels">Up to the number of users that gives the scenario its figures: the last of them.</param>
/// <param name="Beyond">Tried on top, in order, for as long as no knee was found.</param>
internal sealed record Scenario(string Name, IReadOnlyList<Level> Levels, IReadOnlyList<Level> Beyond)
{
    /// <summary>light, medium, heavy or stress; null for any other name.</summary>
    /// <param name="seconds">How long the levels take together; the last has half of it, so that its figures rest on enough.</param>
    public static Scenario? Named(string name, int? seconds) => name switch
    {
        "light" => Ramped(name, seconds ?? 60, [2, 5], 10, []),
        "medium" => Ramped(name, seconds ?? 90, [10, 25], 50, []),
        "heavy" => Ramped(name, seconds ?? 120, [10, 25, 50], 100, []),
        "stress" => Ramped(name, seconds ?? 150, [10, 25, 50, 100], 200, [300, 450, 700, 1000, 1500, 2200]),
        _ => null,
    };

    private static Scenario Ramped(string name, int seconds, int[] ramp, int users, int[] beyond)
    {
        var step = TimeSpan.FromSeconds(seconds / 2.0 / ramp.Length);
        return new(name, [.. ramp.Select(u => new Level(u, step)), new(users, TimeSpan.FromSeconds(seconds / 2.0))], [.. beyond.Select(u => new Level(u, step))]);
    }
}
