using System.Globalization;
using Microsoft.AspNetCore.Components;
using RoiApp.Contracts.Rest;
using RoiApp.Web.Api;

namespace RoiApp.Web.Components.Search;

/// <summary>Where and when something was said, over all memos; each hit leads to the moment.</summary>
public sealed partial class SearchPage : IDisposable
{
    private CancellationTokenSource _asking = new();
    private IReadOnlyList<SearchHitResource>? _hits;
    private string? _asked;
    private string? _nextCursor;
    private string? _problem;
    private string _text = "";
    private string _said = "";
    private bool _isLoadingMore;

    /// <summary>What to look for.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Question { get; set; }

    [Inject]
    private WorkflowClient Client { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    /// <summary>The page's address for a question.</summary>
    public static string AddressOf(string question) => $"/search?q={Uri.EscapeDataString(question.Trim())}";

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (_asked != Question)
        {
            (_asked, _text) = (Question, Question ?? "");
            if (RendererInfo.IsInteractive)
            {
                await LoadAsync();
            }
            else
            {
                _asked = null; // Asked once, when the connection stands.
            }
        }
    }

    private void Ask()
    {
        if (_text.Trim() != Question?.Trim())
        {
            Navigation.NavigateTo(string.IsNullOrWhiteSpace(_text) ? "/search" : AddressOf(_text));
        }
    }

    private async Task LoadAsync()
    {
        await _asking.CancelAsync();
        _asking.Dispose();
        _asking = new();
        (_hits, _nextCursor, _problem, _said) = (null, null, null, "");
        if (string.IsNullOrWhiteSpace(Question))
        {
            return;
        }

        await AskAsync(Question, null, _asking.Token);
    }

    private async Task LoadMoreAsync()
    {
        _isLoadingMore = true;
        await AskAsync(Question!, _nextCursor, _asking.Token);
        _isLoadingMore = false;
    }

    private async Task AskAsync(string question, string? cursor, CancellationToken ct)
    {
        try
        {
            var page = await Client.SearchAsync(question, null, cursor, ct);
            _hits = [.. (cursor is null ? null : _hits) ?? [], .. page.Items];
            _nextCursor = page.NextCursor;
            _said = _hits.Count == 0 ? "Nothing found." : $"{_hits.Count}{(_nextCursor is null ? "" : " or more")} places found.";
        }
        catch (ApiProblemException e)
        {
            _problem = e.Message;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Another question was asked meanwhile, or the page was left.
        }
    }

    private static string PlaceOf(SearchHitResource hit) => string.Create(CultureInfo.InvariantCulture,
        $"/workflows/{hit.WorkflowId}?{(hit.Kind == "contact" ? "contact" : "segment")}={hit.Index}{(hit.StartMs is { } at && hit.Kind != "contact" ? $"&at={at}" : "")}");

    private static string KindOf(SearchHitResource hit) => hit.Kind switch
    {
        "contact" => "Contact",
        "translation" => hit.StartMs is { } at ? $"Translation, {Wording.Clock(at)}" : "Translation",
        _ => hit.StartMs is { } at ? $"Said at {Wording.Clock(at)}" : "Said",
    };

    /// <summary>The text in pieces, each found or not.</summary>
    private static IEnumerable<(string Text, bool IsFound)> Pieces(SearchHitResource hit)
    {
        var at = 0;
        foreach (var mark in hit.Highlights.Where(m => m.Start >= 0 && m.Length > 0 && m.Start + m.Length <= hit.Text.Length).OrderBy(m => m.Start))
        {
            if (mark.Start < at)
            {
                continue;
            }

            if (mark.Start > at)
            {
                yield return (hit.Text[at..mark.Start], false);
            }

            yield return (hit.Text.Substring(mark.Start, mark.Length), true);
            at = mark.Start + mark.Length;
        }

        if (at < hit.Text.Length)
        {
            yield return (hit.Text[at..], false);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _asking.Cancel();
        _asking.Dispose();
    }
}
