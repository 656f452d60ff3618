namespace RoiApp.Web.Components.Intake;

/// <summary>What to say into the recorder, so that every field of the report is found.</summary>
public sealed partial class RecordingTemplate
{
    private static readonly IReadOnlyList<IReadOnlyList<Part>> s_english = Parse(
        "I just met with [Name] from [Company], who is their [Position].",
        "We discussed [Discussion].",
        "This is a [prospective / existing] client, and the priority is [high / medium / low].",
        "The action items are: [Action items].");

    private static readonly IReadOnlyList<IReadOnlyList<Part>> s_spanish = Parse(
        "Acabo de reunirme con [Nombre] de [Empresa], que es su [Puesto].",
        "Hablamos sobre [Temas].",
        "Es un cliente [actual / potencial] y lo considero de prioridad [alta / media / baja].",
        "Los próximos pasos son: [Acciones].");

    private string _language = "en";

    private IReadOnlyList<IReadOnlyList<Part>> Sentences => _language == "es" ? s_spanish : s_english;

    private string Pressed(string language) => _language == language ? "true" : "false";

    private static List<IReadOnlyList<Part>> Parse(params string[] sentences) =>
        [.. sentences.Select(sentence => sentence.Split('[', ']').Select((text, i) => new Part(text, i % 2 == 1)).Where(part => part.Text.Length > 0).ToList())];

    private sealed record Part(string Text, bool IsSlot);
}
