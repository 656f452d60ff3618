using System.Reflection;

namespace RoiApp.StandIns.Tests;

/// <summary>Whether a type comes from a stand-in or, on a feed that has it, from the package.</summary>
internal static class StandIn
{
    public static bool Has(Type type) => type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion == "STAND-IN";
}
