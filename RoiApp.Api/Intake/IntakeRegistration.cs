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
        return builder;
    }
}
