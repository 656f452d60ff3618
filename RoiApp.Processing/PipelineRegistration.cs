using Microsoft.Extensions.Options;
using RoiApp.Processing.Capabilities;
using RoiApp.Processing.Contacts;
using RoiApp.Processing.Decoding;
using RoiApp.Processing.Finished;
using RoiApp.Processing.Receiving;
using RoiApp.Processing.Receiving.Transcripts;
using RoiApp.Processing.Services;
using RoiApp.Processing.Transcription;
using RoiApp.Processing.Transcription.MemoModel;
using RoiApp.Processing.Transcription.PocketSphinx;
using RoiApp.Processing.Transcription.Pronunciation;
using RoiApp.Processing.Transcription.Whisper;
using RoiApp.Processing.Translation;
using RoiApp.Processing.Translation.Chat;

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
        .AddSingleton<FinishedWork>()
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
        services.AddOptions<SpeechOptions>().BindConfiguration(SpeechOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddServiceClients(SpeechOptions.Section, provider => provider.GetRequiredService<IOptions<SpeechOptions>>().Value);
        services.AddSingleton<Pronouncer>().AddSingleton<ContactMatcher>().AddSingleton<SphinxRecogniser>().AddSingleton(Recogniser);
        return services.AddSingleton<TranscriptionStage>().AddSingleton<MemoModelFile>().AddSingleton<SphinxPool>().AddHostedService<SphinxWarmUp>();
    }

    private static ISpeechRecogniser Recogniser(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<SpeechOptions>>().Value;
        var http = provider.GetRequiredService<IHttpClientFactory>();
        List<ISpeechRecogniser> recognisers = [.. options.Services(SpeechOptions.Section).Select(place => new WhisperRecogniser(place, http))];
        if (recognisers.Count == 0 || options.FallBackToEmbedded)
        {
            recognisers.Add(provider.GetRequiredService<SphinxRecogniser>());
        }
        return recognisers.Count == 1 ? recognisers[0] : new RecognisersInTurn(recognisers);
    }

    private static IServiceCollection AddTranslation(this IServiceCollection services)
    {
        services.AddOptions<TranslationOptions>().BindConfiguration(TranslationOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddServiceClients(TranslationOptions.Section, provider => provider.GetRequiredService<IOptions<TranslationOptions>>().Value);
        return services.AddSingleton<TranslationStage>().AddSingleton<ApertiumTranslator>().AddSingleton(InOrder);
    }

    private static Translators InOrder(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<TranslationOptions>>().Value;
        var http = provider.GetRequiredService<IHttpClientFactory>();
        List<ITranslator> translators = [.. options.Services(TranslationOptions.Section).Select(place => new ChatTranslator(place, http))];
        if (translators.Count == 0 || options.FallBackToEmbedded)
        {
            translators.Add(provider.GetRequiredService<ApertiumTranslator>());
        }
        return new Translators(translators);
    }

    private static IServiceCollection AddCapabilities(this IServiceCollection services)
    {
        services.AddSingleton<EngineSurvey>().AddHealthChecks().AddCheck<EnginesHealthCheck>("engines");
        return services;
    }
}
