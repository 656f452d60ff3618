using System.Net;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using RoiApp.Contracts.Rest;
using RoiApp.Web.Api;

namespace RoiApp.Web.Components.Reports;

/// <summary>A cell of the report that can be changed in place. What somebody else changed meanwhile is said before it is overwritten.</summary>
public sealed partial class EditableField
{
    private static readonly string[] s_types = ["prospective", "existing"];
    private static readonly string[] s_priorities = ["high", "medium", "low"];

    private readonly string _id = $"edit-{Guid.NewGuid():N}";
    private ElementReference _input;
    private ElementReference _opener;
    private Focus _focus;
    private string? _draft;
    private string _version = "";
    private string? _problem;
    private bool _isConflict;
    private bool _isBusy;

    private enum Focus
    {
        Stays,
        ToInput,
        ToOpener,
    }

    /// <summary>Whose report.</summary>
    [Parameter, EditorRequired]
    public Guid WorkflowId { get; set; }

    /// <summary>Whose value.</summary>
    [Parameter, EditorRequired]
    public ContactResource Contact { get; set; } = default!;

    /// <summary>Which field, as on the wire.</summary>
    [Parameter, EditorRequired]
    public string Field { get; set; } = "";

    /// <summary>What the column is called.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>Given the contact as it is now: after a change of ours, or when it turns out that somebody else changed it.</summary>
    [Parameter, EditorRequired]
    public EventCallback<ContactResource> OnChanged { get; set; }

    /// <summary>The value as it is read.</summary>
    [Parameter, EditorRequired]
    public RenderFragment ChildContent { get; set; } = default!;

    [Inject]
    private WorkflowClient Client { get; set; } = default!;

    private string Who => Contact.Name ?? Contact.Company ?? $"contact {Contact.Index + 1}";

    private int Rows => Field == "tags" ? 2 : 4;

    private string? Hint => Field switch
    {
        "actionItems" => "One a line.",
        "tags" => "With commas between.",
        _ => null,
    };

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var focus = _focus;
        _focus = Focus.Stays;
        if (focus != Focus.Stays)
        {
            await (focus == Focus.ToInput ? _input : _opener).FocusAsync();
        }
    }

    private void Begin()
    {
        (_draft, _version, _problem, _isConflict, _focus) = (TextOf(Contact), Contact.Version, null, false, Focus.ToInput);
    }

    private void Close() => (_draft, _problem, _focus) = (null, null, Focus.ToOpener);

    private Task KeyAsync(KeyboardEventArgs key)
    {
        if (key.Key == "Escape" && !_isBusy)
        {
            Close();
        }

        // In a text of several lines the Enter key belongs to the text.
        return key is { Key: "Enter", CtrlKey: true } or { Key: "Enter", MetaKey: true } && Field is "discussion" or "actionItems" or "tags" ? SaveAsync() : Task.CompletedTask;
    }

    private async Task SaveAsync()
    {
        if (_isBusy || _draft is null)
        {
            return;
        }

        _isBusy = true;
        _problem = null;
        try
        {
            var changed = await Client.EditContactAsync(WorkflowId, Contact.Index, _version, Field, Value(_draft), CancellationToken.None);
            Close();
            await OnChanged.InvokeAsync(changed);
        }
        catch (ApiProblemException e) when (e.Status == HttpStatusCode.PreconditionFailed)
        {
            await MeetAsync();
        }
        catch (ApiProblemException e)
        {
            _problem = e.Message;
        }
        finally
        {
            _isBusy = false;
        }
    }

    // What is there now is shown beside what was typed; the next save is of a person who has seen both.
    private async Task MeetAsync()
    {
        try
        {
            if (await Client.GetContactAsync(WorkflowId, Contact.Index, CancellationToken.None) is not { } theirs)
            {
                _problem = "This contact is no longer in the report. Load the page again.";
                return;
            }

            _isConflict = true;
            _version = theirs.Version;
            _problem = TextOf(theirs) is var now && now == TextOf(Contact)
                ? "Somebody changed another field of this contact meanwhile. Save again to add yours."
                : $"Somebody changed this meanwhile: {Label.ToLowerInvariant()} is now {(now.Length == 0 ? "empty" : $"“{now.ReplaceLineEndings("; ")}”")}.";
            await OnChanged.InvokeAsync(theirs);
        }
        catch (ApiProblemException e)
        {
            _problem = e.Message;
        }
    }

    private string TextOf(ContactResource contact) => Field switch
    {
        "name" => contact.Name ?? "",
        "company" => contact.Company ?? "",
        "position" => contact.Position ?? "",
        "discussion" => contact.Discussion ?? "",
        "contactType" => contact.ContactType ?? "",
        "priority" => contact.Priority ?? "",
        "actionItems" => string.Join('\n', contact.ActionItems),
        _ => string.Join(", ", contact.Tags),
    };

    private object? Value(string text) => Field switch
    {
        "actionItems" => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        "tags" => text.Split([',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        _ => string.IsNullOrWhiteSpace(text) ? null : text,
    };
}
