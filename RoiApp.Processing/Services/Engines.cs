using RoiApp.Contracts.V1;

namespace RoiApp.Processing.Services;

/// <summary>Several engines as one, where each did a part.</summary>
internal static class Engines
{
    /// <returns>Null when there is none.</returns>
    public static Engine? Join(IReadOnlyList<Engine> made) => made.Count switch
    {
        0 => null,
        1 => made[0],
        _ => new Engine { Name = string.Join('+', made.Select(engine => engine.Name)), Version = string.Join(" + ", made.Select(engine => engine.Version)) },
    };
}
