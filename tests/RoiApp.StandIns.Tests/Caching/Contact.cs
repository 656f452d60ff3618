using System.ComponentModel;

namespace RoiApp.StandIns.Tests.Caching;

/// <summary>Callers could change it: each gets a copy.</summary>
public sealed class Contact
{
    public string Name { get; set; } = "";
}

/// <summary>Says that nobody can change it: callers share it.</summary>
[ImmutableObject(true)]
public sealed record Company(string Name);
