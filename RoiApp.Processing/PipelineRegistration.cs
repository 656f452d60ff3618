using Microsoft.Extensions.Options;
using RoiApp.Processing.Capabilities;
using RoiApp.Processing.Decoding;
using RoiApp.Processing.Receiving;
using RoiApp.Processing.Receiving.Transcripts;
using RoiApp.Processing.Transcription;
using RoiApp.Processing.Transcription.MemoModel;
using RoiApp.Processing.Transcription.PocketSphinx;
using RoiApp.Processing.Transcription.Whisper;
using RoiApp.Processing.Translation;

namespace RoiApp.Processing;

/// <summary>Registers the stages, in the order that a memo meets them.</summary>
internal static class PipelineRegistration
{
    public static IServiceCollection AddPipeline(this IServiceCollection services) => services
        .AddSingleton(TimeProvider.System)
        .AddSingleton<ProcessingMetrics>()
        .AddReceiving()
        .AddDecoding()
        .AddTranscription()
        .AddTranslation()
        .AddSingleton<WorkflowRunner>()
        .AddCapabilities();

    private static IServiceCollection AddReceiving(this IServiceCollection services)
    {
        services.AddOptions<ReceivingOptions>().BindConfiguration(ReceivingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<AdmissionGate>().AddSingleton<GoingDown>().AddSingleton<TranscriptReader>();
    }

    private static IServiceCollection AddDecoding(this IServiceCollection services)
    {
        services.AddOptions<DecodingOptions>().BindConfiguration(DecodingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<AudioDecoder>();
    }

    private static IServiceCollection AddTranscription(this IServiceCollection services)
    {
        services.AddOptions<TranscriptionOptions>().BindConfiguration(TranscriptionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ISpeechRecogniser>(provider => provider.GetRequiredService<IOptions<TranscriptionOptions>>().Value.Whisper.Endpoint is null
            ? ActivatorUtilities.CreateInstance<SphinxRecogniser>(provider)
            : ActivatorUtilities.CreateInstance<WhisperRecogniser>(provider));
        return services.AddSingleton<TranscriptionStage>().AddSingleton<MemoModelFile>().AddSingleton<SphinxPool>().AddHostedService<SphinxWarmUp>();
    }

    private static IServiceCollection AddTranslation(this IServiceCollection services)
    {
        services.AddOptions<TranslationOptions>().BindConfiguration(TranslationOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<TranslationStage>().AddSingleton<ApertiumTranslator>().AddSingleton<ITranslator>(provider => provider.GetRequiredService<ApertiumTranslator>());
    }

    private static IServiceCollection AddCapabilities(this IServiceCollection services)
    {
        services.AddSingleton<EngineSurvey>().AddHealthChecks().AddCheck<EnginesHealthCheck>("engines");
        return services;
    }
}
