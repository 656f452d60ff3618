using System.Collections.Concurrent;
using Microsoft.Playwright;
using RoiApp.Web.Tests.Scripted;
using Xunit;

namespace RoiApp.Web.Tests.Pages;

/// <summary>A test of pages: a fresh Api, a fresh browser profile, and no error in the browser's console at the end.</summary>
[Collection(nameof(SiteCollection))]
public abstract class PageTest(SiteFixture site) : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _complaints = [];
    private IBrowserContext? _context;

    private protected SiteFixture Site => site;

    private protected ScriptedApi Api => site.Api;

    /// <summary>What the browser may complain about in this test.</summary>
    protected virtual bool IsExpected(string complaint) => false;

    public ValueTask InitializeAsync()
    {
        site.Api.Clear();
        return ValueTask.CompletedTask;
    }

    private protected async Task<IPage> OpenAsync(string path, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        _context ??= await site.Browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = width < 500 ? 812 : 900 },
            ColorScheme = scheme,
            BaseURL = site.Address.ToString(),
            AcceptDownloads = true,
            DeviceScaleFactor = width < 500 ? 2 : 1,
        });
        var page = await _context.NewPageAsync();
        page.SetDefaultTimeout(15_000);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _complaints.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        await page.GotoAsync(path);
        return page;
    }

    private protected static Task PictureAsync(IPage page, string name, bool fullPage = true) => page.ScreenshotAsync(new()
    {
        Path = Path.Combine(SiteFixture.Metadata("Pictures"), name + ".png"),
        FullPage = fullPage,
        Animations = ScreenshotAnimations.Disabled,
    });

    public async ValueTask DisposeAsync()
    {
        if (_context is not null)
        {
            await _context.DisposeAsync();
        }

        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"The browser's console:\n{string.Join('\n', _complaints)}\n\nThe site:\n{site.Said}");
        }

        Assert.DoesNotContain(_complaints, complaint => !IsExpected(complaint));
        GC.SuppressFinalize(this);
    }
}
