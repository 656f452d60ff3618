using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RoiApp.ServiceDefaults.Performance;

/// <summary>Looks at each target on its own; whether there is such an operation shows once the routes are known.</summary>
internal sealed class TargetValidation : IValidateOptions<PerformanceOptions>
{
    public ValidateOptionsResult Validate(string? name, PerformanceOptions options)
    {
        var wrong = new List<string>();
        foreach (var (key, target) in options.Targets)
        {
            var said = new List<ValidationResult>();
            if (!Validator.TryValidateObject(target, new(target), said, validateAllProperties: true))
            {
                wrong.AddRange(said.Select(result => $"Setting {PerformanceOptions.Section}:Targets:{key}: {result.ErrorMessage}"));
            }
        }
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    /// <exception cref="OptionsValidationException">A target names an operation that there is not.</exception>
    public static void RequireKnown(PerformanceOptions options, IEnumerable<DurationSource> sources, IServiceProvider services)
    {
        var (known, open) = (new SortedSet<string>(StringComparer.Ordinal), new List<string>());
        foreach (var source in sources)
        {
            if (source.Known(services) is { } operations)
            {
                known.UnionWith(operations);
            }
            else
            {
                open.Add(source.Family + " ");
            }
        }
        var wrong = options.Targets
            .Where(t => t.Value.Enabled && !known.Any(t.Value.Covers) && !open.Any(family => t.Value.Operation.StartsWith(family, StringComparison.Ordinal)))
            .Select(t => $"Setting {PerformanceOptions.Section}:Targets:{t.Key}:Operation is '{t.Value.Operation}', which nothing here is called. "
                + $"There are: {string.Join(", ", known.Concat(open.Distinct().Select(family => family + "…")))}; a * at the end stands for the rest.")
            .ToList();
        if (wrong.Count > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(PerformanceOptions), wrong);
        }
    }
}
