using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace RoiApp.ServiceDefaults.Performance;

/// <summary>Switches the monitor on.</summary>
public static class PerformanceRegistration
{
    /// <summary>Measures the operations that these sources tell of.</summary>
    /// <param name="builder">The application being built.</param>
    /// <param name="targets">Those there are by default; section <c>Performance:Targets</c> changes, adds to and disables them by name.</param>
    /// <param name="sources">One for each instrument.</param>
    public static IHostApplicationBuilder AddPerformance(this IHostApplicationBuilder builder, IReadOnlyDictionary<string, PerformanceTarget> targets, params DurationSource[] sources)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOptions<PerformanceOptions>()
            .Configure(options =>
            {
                foreach (var (name, target) in targets)
                {
                    options.Targets[name] = target.Copy(); // Settings are bound onto it.
                }
            })
            .BindConfiguration(PerformanceOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<PerformanceOptions>, TargetValidation>();
        foreach (var source in sources)
        {
            builder.Services.AddSingleton(source);
        }
        builder.Services.AddSingleton<PerformanceMonitor>();
        builder.Services.AddHostedService(services => services.GetRequiredService<PerformanceMonitor>());
        return builder;
    }
}
