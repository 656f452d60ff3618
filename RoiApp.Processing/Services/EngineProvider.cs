namespace RoiApp.Processing.Services;

/// <summary>Who does a step.</summary>
internal enum EngineProvider
{
    /// <summary>The engine that comes with RoiApp and needs no network and no key.</summary>
    Embedded,

    /// <summary>A service that speaks OpenAI's protocol, anybody's or one's own.</summary>
    OpenAI,
}
