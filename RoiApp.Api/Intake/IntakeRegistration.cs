using RoiApp.Api.Intake.Uploads;

namespace RoiApp.Api.Intake;

internal static class IntakeRegistration
{
    /// <summary>Receives recordings and transcripts.</summary>
    public static WebApplicationBuilder AddIntake(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<IntakeOptions>().BindConfiguration(IntakeOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IntakeMetrics>();
        builder.Services.AddSingleton<MultipartUpload>();
        builder.Services.AddScoped<Receiver>();
        builder.Services.AddScoped<KeyedReceiver>();
        builder.Services.AddSingleton<KeyPrune>();
        builder.Services.AddHostedService(services => services.GetRequiredService<KeyPrune>());
        builder.Services.AddSingleton<OrphanSweep>();
        builder.Services.AddHostedService(services => services.GetRequiredService<OrphanSweep>());
        builder.AddUploads();
        return builder;
    }

    private static void AddUploads(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<UploadOptions>().BindConfiguration(UploadOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<UploadMetrics>();
        builder.Services.AddSingleton<UploadTurns>();
        builder.Services.AddSingleton<PartHashes>();
        builder.Services.AddSingleton<ChunkReader>();
        builder.Services.AddScoped<UploadCreation>();
        builder.Services.AddScoped<UploadReception>();
        builder.Services.AddScoped<UploadCompletion>();
        builder.Services.AddScoped<UploadRemoval>();
        builder.Services.AddSingleton<UploadSweep>();
        builder.Services.AddHostedService(services => services.GetRequiredService<UploadSweep>());
    }
}
