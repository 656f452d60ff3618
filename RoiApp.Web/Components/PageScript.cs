using Microsoft.JSInterop;

namespace RoiApp.Web.Components;

/// <summary>
/// A component's script in the browser: a module with a function <c>attach</c> that answers an object with what the component may call, <c>detach</c>
/// among it. A browser that has gone takes its scripts with it, so calls to one that is not there any more are quietly dropped.
/// </summary>
internal sealed class PageScript(IJSRuntime browser, string path) : IAsyncDisposable
{
    private IJSObjectReference? _module;
    private IJSObjectReference? _attached;

    /// <param name="arguments">For <c>attach</c>: elements and references to the component.</param>
    public async Task AttachAsync(params object?[] arguments)
    {
        try
        {
            _module = await browser.InvokeAsync<IJSObjectReference>("import", "./" + path);
            _attached = await _module.InvokeAsync<IJSObjectReference>("attach", arguments);
        }
        catch (JSDisconnectedException)
        {
            // Gone before it had begun.
        }
    }

    public async Task TellAsync(string function, params object?[] arguments)
    {
        try
        {
            if (_attached is not null)
            {
                await _attached.InvokeVoidAsync(function, arguments);
            }
        }
        catch (JSDisconnectedException)
        {
            // Gone.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await TellAsync("detach");
        foreach (var reference in new[] { _attached, _module }.OfType<IJSObjectReference>())
        {
            try
            {
                await reference.DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                // Gone.
            }
        }
    }
}
