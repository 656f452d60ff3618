using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Workflows;

/// <summary>What to say right after a meeting, in both languages.</summary>
internal static class RecordingTemplate
{
    private static readonly string[] s_fields = ["name", "company", "position", "discussion", "contactType", "priority", "actionItems"];

    public static RecordingTemplateResource Resource { get; } = new(
    [
        Of("en",
            "I just met with [Name] from [Company], who is their [Position]. We discussed [Discussion]. "
            + "This is a [prospective/existing] client, and the priority is [high/medium/low]. The action items are: [Action Items].",
            "Name", "Company", "Position", "Discussion", "prospective/existing", "high/medium/low", "Action Items"),
        Of("es",
            "Acabo de reunirme con [Nombre] de [Empresa], que es su [Puesto]. Hablamos sobre [Temas]. "
            + "Es un cliente [actual/potencial] y lo considero de prioridad [alta/media/baja]. Los próximos pasos son: [Acciones].",
            "Nombre", "Empresa", "Puesto", "Temas", "actual/potencial", "alta/media/baja", "Acciones"),
    ]);

    private static TemplateResource Of(string language, string text, params string[] placeholders) =>
        new(language, text, [.. s_fields.Zip(placeholders, (field, placeholder) => new TemplateSlotResource(field, placeholder))]);
}
