namespace RoiApp.Web.Live;

/// <summary>How the live connection of a page behaves; the browser's side of it is <c>Components/Layout/ReconnectNotice.razor.js</c>.</summary>
internal static class LivePages
{
    // A laptop that slept through lunch finds its page as it was.
    private static readonly TimeSpan s_keptFor = TimeSpan.FromMinutes(30);
    private const int KeptAtMost = 200;

    // A peer that vanished without a word is noticed within the limit, which takes three pings to be missed.
    private static readonly TimeSpan s_pingEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_quietAtMost = TimeSpan.FromSeconds(15);

    public static IServerSideBlazorBuilder AddLivePages(this IRazorComponentsBuilder components) => components
        .AddInteractiveServerComponents(options =>
        {
            options.DisconnectedCircuitRetentionPeriod = s_keptFor;
            options.DisconnectedCircuitMaxRetained = KeptAtMost;
        })
        .AddHubOptions(hub => (hub.KeepAliveInterval, hub.ClientTimeoutInterval) = (s_pingEvery, s_quietAtMost));
}
