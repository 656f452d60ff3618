using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Polly.Registry;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>What a pipeline's configuration may know and ask for while the pipeline is built.</summary>
public sealed class ResilienceHandlerContext
{
    private readonly ConfigureBuilderContext<string> _context;

    internal ResilienceHandlerContext(IServiceProvider services, ConfigureBuilderContext<string> context) => (ServiceProvider, _context) = (services, context);

    public IServiceProvider ServiceProvider { get; }

    public string BuilderName => _context.PipelineKey;

    /// <summary>Builds the pipeline anew whenever these options change.</summary>
    public void EnableReloads<TOptions>(string? name = null)
    {
        var changed = new CancellationTokenSource();
        var listening = ServiceProvider.GetRequiredService<IOptionsMonitor<TOptions>>().OnChange((_, changedName) =>
        {
            if ((name ?? Options.Options.DefaultName) == (changedName ?? Options.Options.DefaultName))
            {
                changed.Cancel();
            }
        });
        _context.AddReloadToken(changed.Token);
        _context.OnPipelineDisposed(() =>
        {
            listening?.Dispose();
            changed.Dispose();
        });
    }
}
