using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RoiApp.Processing.Services;

/// <summary>A step's engines in the order in which they are asked: the service itself, its fallbacks, the embedded engine.</summary>
internal abstract class ServiceChainOptions : ServiceOptions, IValidatableObject
{
    /// <summary>Services beyond the first.</summary>
    public const int MaxFallbacks = 3;

    public EngineProvider Provider { get; set; }

    /// <summary>Services to ask when the first cannot.</summary>
    [ValidateEnumeratedItems]
    public IList<ServiceOptions> Fallback { get; } = [];

    /// <summary>Whether the embedded engine is the last one asked.</summary>
    public bool FallBackToEmbedded { get; set; } = true;

    /// <summary>Each service with the setting that holds it, such as <c>Speech</c> or <c>Speech:Fallback:0</c>; none when the embedded engine works alone.</summary>
    public IEnumerable<ServicePlace> Services(string section) => Provider == EngineProvider.Embedded
        ? []
        : Fallback.Select((service, i) => new ServicePlace($"{section}:Fallback:{i}", service)).Prepend(new ServicePlace(section, this));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Fallback.Count > MaxFallbacks)
        {
            yield return new ValidationResult($"At most {MaxFallbacks} fallback services can be set, not {Fallback.Count}.", [nameof(Fallback)]);
        }
        foreach (var service in Fallback.Prepend(this))
        {
            if (service.Endpoint is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            {
                yield return new ValidationResult($"The endpoint '{service.Endpoint}' is not an address that begins with http:// or https://.", [nameof(Endpoint)]);
            }
            if (service.TotalLimit < service.AttemptLimit)
            {
                yield return new ValidationResult("TotalLimit must not be shorter than AttemptLimit.", [nameof(TotalLimit)]);
            }
        }
    }
}

/// <summary>A service and where it is set.</summary>
/// <param name="Setting">The section that holds it; what messages tell people to change, and the name of its HTTP client.</param>
internal sealed record ServicePlace(string Setting, ServiceOptions Options)
{
    /// <summary>The endpoint without what may be secret in it.</summary>
    public string Address { get; } = new UriBuilder(Options.Endpoint) { UserName = "", Password = "", Query = "", Fragment = "" }.Uri.ToString().TrimEnd('/');
}
