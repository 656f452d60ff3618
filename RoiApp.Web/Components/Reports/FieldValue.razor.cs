using System.Globalization;
using Microsoft.AspNetCore.Components;
using RoiApp.Contracts.Rest;

namespace RoiApp.Web.Components.Reports;

/// <summary>A value of the report, how sure the engine is of it, and the way back to the words it was read from.</summary>
public sealed partial class FieldValue
{
    /// <summary>Whose value.</summary>
    [Parameter, EditorRequired]
    public ContactResource Contact { get; set; } = default!;

    /// <summary>Which field, as on the wire.</summary>
    [Parameter, EditorRequired]
    public string Field { get; set; } = "";

    /// <summary>The position in a field with several values.</summary>
    [Parameter]
    public int Item { get; set; }

    /// <summary>The value; null when it was not said.</summary>
    [Parameter, EditorRequired]
    public string? Text { get; set; }

    /// <summary>True to write the quote out.</summary>
    [Parameter]
    public bool ShowWords { get; set; }

    /// <summary>False for a transcript without times.</summary>
    [Parameter]
    public bool IsTimed { get; set; } = true;

    private double Confidence => Contact.Confidence.TryGetValue(Field, out var confidence) ? confidence : 1;

    private bool IsUnsure => Wording.IsUnsure(Confidence);

    private string? Doubt => IsUnsure ? string.Create(CultureInfo.InvariantCulture, $"Please check: {Confidence * 100:0} % sure") : null;

    private ProvenanceResource? Evidence => Contact.Provenance.TryGetValue(Field, out var evidence) ? evidence.ElementAtOrDefault(Item) : null;

    private string Jump(ProvenanceResource heard) => IsTimed
        ? $"Play from {Wording.Clock(heard.StartMs)}, where “{heard.Quote}” was said"
        : $"Show where “{heard.Quote}” stands";
}
