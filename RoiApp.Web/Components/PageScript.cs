using Microsoft.JSInterop;

namespace RoiApp.Web.Components;

/// <summary>
/// A component's script in the browser: a module with a function <c>attach</c> that answers an object with what the component may call, <c>detach</c>
/// among it. A browser that has gone takes its scripts with it, so calls to one that is not there any more are quietly dropped; and a page that is left
/// while its script is still on the way has none.
/// </summary>
internal sealed class PageScript(IJSRuntime browser, string path) : IAsyncDisposable
{
    private IJSObjectReference? _module;
    private IJSObjectReference? _attached;
    private bool _isAttaching;
    private bool _isLeft;

    /// <param name="arguments">For <c>attach</c>: elements and references to the component.</param>
    public async Task AttachAsync(params object?[] arguments)
    {
        _isAttaching = true;
        try
        {
            _module = await browser.InvokeAsync<IJSObjectReference>("import", "./" + path);
            if (!_isLeft)
            {
                _attached = await _module.InvokeAsync<IJSObjectReference>("attach", arguments);
            }
        }
        catch (JSDisconnectedException)
        {
            // Gone before it had begun.
        }
        catch (Exception e) when (_isLeft && e is JSException or OperationCanceledException)
        {
            // The elements that it was to be attached to went with the page.
        }
        finally
        {
            _isAttaching = false;
        }
        if (_isLeft)
        {
            await DetachAsync();
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

    public ValueTask DisposeAsync()
    {
        _isLeft = true;
        return _isAttaching ? ValueTask.CompletedTask : DetachAsync(); // What is on the way goes as soon as it is here.
    }

    private async ValueTask DetachAsync()
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
