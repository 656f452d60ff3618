using Microsoft.Extensions.Options;
using RoiApp.Processing.Extraction.Chat;
using RoiApp.Processing.Services;

namespace RoiApp.Processing.Extraction;

internal static class ExtractionServices
{
    /// <summary>Adds the extractor that needs no network and no key, and chat models before it where they are set up.</summary>
    public static IServiceCollection AddExtraction(this IServiceCollection services)
    {
        services.AddOptions<ExtractionOptions>().BindConfiguration(ExtractionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddServiceClients(ExtractionOptions.Section, provider => provider.GetRequiredService<IOptions<ExtractionOptions>>().Value);
        return services.AddSingleton<IReportExtractor, GrammarReportExtractor>().AddSingleton(Extractors);
    }

    private static ReportExtractors Extractors(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<ExtractionOptions>>().Value;
        var http = provider.GetRequiredService<IHttpClientFactory>();
        List<IReportExtractor> extractors = [.. options.Services(ExtractionOptions.Section).Select(place => new ChatReportExtractor(place, http, options.MaxCharacters))];
        if (extractors.Count == 0 || options.FallBackToEmbedded)
        {
            extractors.Add(provider.GetRequiredService<IReportExtractor>());
        }
        return new ReportExtractors(extractors);
    }
}
