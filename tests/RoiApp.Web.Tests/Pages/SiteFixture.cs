using System.Reflection;
using Microsoft.Playwright;
using RoiApp.Testing.Servers;
using RoiApp.Web.Tests.Scripted;
using Xunit;

namespace RoiApp.Web.Tests.Pages;

/// <summary>The web front as it was built, a scripted Api behind it and a Chromium before it; one for all tests of pages, which run one after another.</summary>
public sealed class SiteFixture : IAsyncLifetime
{
    private static readonly TimeSpan s_startsWithin = TimeSpan.FromSeconds(60);
    private static readonly string[] s_flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly string _scratch = Directory.CreateTempSubdirectory("roiapp-web-").FullName;
    private IPlaywright? _playwright;
    private ServerProcess? _site;

    internal ScriptedApi Api { get; } = new();

    internal IBrowser Browser { get; private set; } = default!;

    internal Uri Address { get; private set; } = default!;

    public async ValueTask InitializeAsync()
    {
        await Api.StartAsync();
        await StartSiteAsync(FreePort.Next());
        Assertions.SetDefaultExpectTimeout(30_000); // A machine that is busy elsewhere is no failure.
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = s_flags });
    }

    internal async Task StartSiteAsync(int port)
    {
        // Started from a folder of no meaning: the site has to find what is its own.
        string[] command =
        [
            "env", "-C", _scratch, $"Listen__HttpPort={port}", $"services__api__http__0={Api.Address}", $"ROI_DATA={_scratch}",
            "dotnet", Metadata("RoiApp.Web"),
        ];
        _site = await ServerProcess.StartAsync("RoiApp.Web", command, "Now listening on", "TERM", null, s_startsWithin, CancellationToken.None);
        Address = new($"http://127.0.0.1:{port}");
    }

    internal async Task StopSiteAsync() => await _site!.DisposeAsync();

    /// <summary>The site's own last lines.</summary>
    internal string Said => _site?.Output() ?? "";

    internal static string Metadata(string key) =>
        typeof(SiteFixture).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_site is not null)
        {
            await _site.DisposeAsync();
        }

        await Api.DisposeAsync();
        Directory.Delete(_scratch, recursive: true);
    }
}

[CollectionDefinition(nameof(SiteCollection))]
public sealed class SiteCollection : ICollectionFixture<SiteFixture>;
