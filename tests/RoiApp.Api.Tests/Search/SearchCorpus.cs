using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Search;

/// <summary>A handful of memos, and what is to be found in them.</summary>
public static class SearchCorpus
{
    public static IReadOnlyList<SearchMemo> Memos { get; } =
    [
        new("Ferrer", "es",
            [
                ("Acabo de reunirme con Lucía Ferrer de Textiles Duero.", "I just met with Lucía Ferrer of Textiles Duero."),
                ("Quiere una cotización para mil uniformes antes de la feria.", "She wants a quote for a thousand uniforms before the fair."),
                ("El presupuesto es ajustado, pero los precios le parecieron razonables.", "The budget is tight, but she found the prices reasonable."),
            ],
            new() { Name = "Lucía Ferrer", Company = "Textiles Duero", Position = "jefa de compras", Discussion = "mil uniformes", ActionItems = { new Wire.ActionItem { Text = "enviar la cotización" } }, Evidence = { Script.Said("name", "Lucía Ferrer") } }),
        new("Okafor", "en",
            [
                ("Met Daniel Okafor, he runs procurement at Harbour Freight Lines.", "Conocí a Daniel Okafor, dirige las compras de Harbour Freight Lines."),
                ("They negotiated hard and still like the price; the budget meeting is in Q4.", "Negociaron duro y aun así les gusta el precio; la reunión de presupuesto es en el T4."),
                ("I owe him a follow-up about cold storage, storage fees and the storage contract.", "Le debo un seguimiento sobre almacenamiento en frío y sus tarifas."),
            ],
            new() { Name = "Daniel Okafor", Company = "Harbour Freight Lines", Position = "head of procurement", Discussion = "cold storage", ActionItems = { new Wire.ActionItem { Text = "follow up on storage fees" } } }),
        new("Lindqvist", "en",
            [
                ("Ran into Åsa Lindqvist's team; no budget before spring, so low priority.", "Me encontré con el equipo de Åsa Lindqvist; sin presupuesto antes de la primavera."),
                ("She is following up on our offers herself.", "Ella misma da seguimiento a nuestras ofertas."),
            ],
            new() { Name = "Åsa Lindqvist", Priority = Wire.Priority.Low }),
    ];

    /// <summary>Question, language or none, answers in order: memo, kind's first letter, index.</summary>
    public static TheoryData<string, string, string[]> Questions { get; } = new()
    {
        { "lucia", "", ["Ferrer c0", "Ferrer s0", "Ferrer t0"] },
        { "LUCÍA FERRER", "", ["Ferrer c0", "Ferrer s0", "Ferrer t0"] },
        { "\"ferrer lucia\"", "", [] },
        { "cotizaciones", "es", ["Ferrer c0", "Ferrer s1"] },
        { "presupuestos", "es", ["Lindqvist t0", "Okafor t1", "Ferrer s2"] },
        { "budget", "en", ["Lindqvist s0", "Okafor s1", "Ferrer t2"] },
        { "budget -spring", "en", ["Okafor s1", "Ferrer t2"] },
        { "budget -\"budget meeting\"", "", ["Lindqvist s0", "Ferrer t2"] },
        { "negotiating prices", "", ["Okafor s1"] },
        { "price", "", ["Okafor s1", "Ferrer t2"] },
        { "storage", "", ["Okafor s2", "Okafor c0"] },
        { "storage fees", "", ["Okafor s2", "Okafor c0"] },
        { "\"storage fee\"", "", ["Okafor s2", "Okafor c0"] },
        { "follow-up", "", ["Lindqvist s1", "Okafor c0", "Okafor s2"] },
        { "the fair", "", ["Ferrer t1"] },
        { "reunión", "es", ["Okafor t1"] },
        { "reunirse", "es", ["Ferrer s0"] },
        { "q4", "", ["Okafor s1"] },
        { "asa", "en", ["Lindqvist c0", "Lindqvist s0"] },
        { "lindqvist", "", ["Lindqvist c0", "Lindqvist s0", "Lindqvist t0"] },
        { "compras", "es", ["Okafor t0", "Ferrer c0"] },
        { "zeppelin", "", [] },
    };

    public static string Place(SearchHitResource hit) => $"{hit.WorkflowName} {hit.Kind[0]}{hit.Index}";
}

/// <summary>A memo as Processing would read it.</summary>
public sealed record SearchMemo(string Name, string Language, IReadOnlyList<(string Text, string Translation)> Lines, Wire.Contact Contact)
{
    public async Task RunAsync(ScriptedCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        await call.ReadAsync();
        await call.SayAsync(Script.Started(Wire.StepName.Transcription, Script.Ears));
        for (var i = 0; i < Lines.Count; i++)
        {
            var segment = Script.Segment(i, Lines[i].Text);
            segment.Segment.Language = Language;
            await call.SayAsync(segment);
        }
        await call.SayAsync(Script.Completed(Wire.StepName.Transcription, Script.Ears, Language));
        await call.SayAsync(Script.Started(Wire.StepName.Translation, Script.Tongue));
        for (var i = 0; i < Lines.Count; i++)
        {
            await call.SayAsync(new() { Translation = new() { Index = i, Text = Lines[i].Translation } });
        }
        await call.SayAsync(Script.Completed(Wire.StepName.Translation, Script.Tongue));
        await Script.ExtractAsync(call, Contact);
    }
}
