namespace RoiApp.Processing.Extraction;

internal static class ExtractionServices
{
    /// <summary>Adds the extractor that needs no network and no key.</summary>
    public static IServiceCollection AddExtraction(this IServiceCollection services) =>
        services.AddSingleton<IReportExtractor, GrammarReportExtractor>();
}
