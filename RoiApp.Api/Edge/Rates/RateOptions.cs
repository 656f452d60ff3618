using System.ComponentModel.DataAnnotations;
using System.Net;
using RoiApp.Api.Settings;

namespace RoiApp.Api.Edge.Rates;

/// <summary>How many requests a minute somebody may send; 0 for as many as they like.</summary>
internal sealed class RateOptions : IValidatableObject
{
    public const string Section = "RateLimits";

    /// <summary>Of a person who is known: signed in, or, while there is no sign-in, whoever uses the site.</summary>
    [Range(0, 1_000_000)]
    public int Local { get; set; } = 100;

    /// <summary>Of an address that nobody vouches for.</summary>
    [Range(0, 1_000_000)]
    public int Anonymous { get; set; } = 20;

    /// <summary>Of an address that reports to <c>/api/webhooks</c>.</summary>
    [Range(0, 1_000_000)]
    public int Webhooks { get; set; } = 200;

    /// <summary>Whether programs of this machine, which speak for nobody else, are counted as one local person, too.</summary>
    public bool CountThisMachine { get; set; }

    /// <summary>Addresses or networks (<c>10.0.0.0/8</c>) of sites that are believed when they say for whom they ask. This machine always is.</summary>
    public IList<string> Sites { get; } = [];

    /// <summary>How long a request waits for Redis to count it, before it is counted here.</summary>
    [TimeRange("00:00:00.001", "00:00:01")]
    public TimeSpan RedisWithin { get; set; } = TimeSpan.FromMilliseconds(5);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Sites.Where(s => !IPNetwork.TryParse(Network(s), out _)).Select(s => new ValidationResult($"Setting RateLimits:Sites holds '{s}': give an IP address, or a network such as 10.0.0.0/8.", [nameof(Sites)]));

    public static string Network(string site) => site.Contains('/', StringComparison.Ordinal) ? site : site.Contains(':', StringComparison.Ordinal) ? $"{site}/128" : $"{site}/32";
}
