using RoiApp.Contracts.Rest;

namespace RoiApp.Web.Tests.Scripted;

/// <summary>What a scripted Api has to tell.</summary>
internal static class Samples
{
    public static readonly CapabilitiesResource Capabilities = new(
        [
            new("decode", "ffmpeg", "5.1.6", true, [], null),
            new("transcription", "pocketsphinx", "5prealpha", true, ["en"], null),
            new("transcription", "openai-compatible", "whisper-1", false, [], "Set Transcription:OpenAI:Endpoint and :Key to read any language, Spanish included."),
            new("translation", "apertium", "3.8.3", true, ["es-en", "en-es"], null),
            new("extraction", "grammar", "1", true, ["en", "es"], null),
        ],
        [".mp3", ".mp4", ".m4a", ".wav", ".webm", ".flac", ".ogg", ".opus", ".txt", ".vtt", ".srt"],
        524_288_000);

    public static readonly IReadOnlyList<SegmentResource> Segments =
    [
        new(0, 0, 4200, "I just met with Dana Reyes from Northwind Traders, who is their head of procurement.", 0.94, "Acabo de reunirme con Dana Reyes de Northwind Traders, que es su jefa de compras."),
        new(1, 4600, 9100, "We discussed moving their ordering to the new portal before the end of the quarter.", 0.88, "Hablamos de pasar sus pedidos al nuevo portal antes de que acabe el trimestre."),
        new(2, 9500, 12400, "This is a prospective client and the priority is high.", 0.91, "Es un cliente potencial y la prioridad es alta."),
        new(3, 12900, 17800, "The action items are send the pricing sheet by Friday and book a demo with their warehouse team.", 0.37, "Los próximos pasos son enviar la lista de precios antes del viernes y reservar una demostración con su equipo de almacén."),
        new(4, 18200, 22600, "I also ran into Tom Okafor from Contoso, an existing client, nothing urgent there.", 0.83, "También me encontré con Tom Okafor de Contoso, un cliente actual, nada urgente."),
    ];

    /// <summary>Silence as long as the segments: mono, 16 bits, 8000 Hz.</summary>
    public static readonly byte[] Recording = Wav(seconds: 23);

    public static WorkflowResource Workflow(string name, string status, DateTimeOffset? created = null) => new(
        Guid.CreateVersion7(), name, $"{name}.m4a", "audio", status, "en", "es", "medium", status == "completed" ? 100 : 0, 0,
        new string('a', 64), 412_300, 23_000, null, created ?? DateTimeOffset.UtcNow, DateTimeOffset.UtcNow, null,
        [Step("transcription"), Step("translation"), Step("extraction")]);

    public static ReportResource Report(Guid id) => new(id,
    [
        new(0, "Dana Reyes", "Northwind Traders", "Head of procurement", "Moving their ordering to the new portal before the end of the quarter", "prospective", "high",
            ["Send the pricing sheet by Friday", "Book a demo with their warehouse team"], ["ordering", "portal", "pricing"],
            new Dictionary<string, double> { ["name"] = 0.95, ["company"] = 0.42, ["position"] = 0.9, ["discussion"] = 0.85, ["contactType"] = 0.97, ["priority"] = 0.97, ["actionItems"] = 0.8 },
            new Dictionary<string, IReadOnlyList<ProvenanceResource>>
            {
                ["name"] = [new("Dana Reyes", 0, 900, 1700)],
                ["company"] = [new("Northwind Traders", 0, 1900, 2700)],
                ["position"] = [new("head of procurement", 0, 3200, 4200)],
                ["discussion"] = [new("moving their ordering to the new portal before the end of the quarter", 1, 5200, 9100)],
                ["contactType"] = [new("prospective client", 2, 9900, 10800)],
                ["priority"] = [new("the priority is high", 2, 11200, 12400)],
                ["actionItems"] = [new("send the pricing sheet by Friday", 3, 14000, 15600), new("book a demo with their warehouse team", 3, 15800, 17800)],
            })
        {
            Version = "a",
        },
        new(1, "Tom Okafor", "Contoso", null, null, "existing", "low", [], [],
            new Dictionary<string, double> { ["name"] = 0.8 },
            new Dictionary<string, IReadOnlyList<ProvenanceResource>> { ["name"] = [new("Tom Okafor", 4, 19000, 19800)] })
        {
            Version = "b",
        },
    ]);

    /// <summary>What a search for "procurement portal" may find in <see cref="Segments"/>.</summary>
    public static IReadOnlyList<SearchHitResource> Hits(WorkflowResource workflow) =>
    [
        new(workflow.Id, workflow.Name, workflow.CreatedAt, "segment", 3, "en", 12_900, Segments[3].Text, [new(21, 4), new(30, 7)], 0.1),
        new(workflow.Id, workflow.Name, workflow.CreatedAt, "translation", 1, "es", 4_600, Segments[1].Translation!, [new(12, 5)], 0.05),
        new(workflow.Id, workflow.Name, workflow.CreatedAt, "contact", 1, "en", 18_200, "Tom Okafor · Contoso <b>bold</b>", [new(0, 3)], 0.02),
    ];

    /// <summary>Takes a waiting workflow through to its report.</summary>
    public static void Complete(ScriptedWorkflow workflow)
    {
        workflow.Become("running");
        workflow.StartStep("transcription", "pocketsphinx 5prealpha");
        foreach (var segment in Segments)
        {
            workflow.Hear(segment);
        }

        workflow.CompleteStep("transcription", 3240);
        workflow.StartStep("translation", "apertium 3.8.3");
        foreach (var segment in Segments)
        {
            workflow.Translate(segment.Index, segment.Translation!);
        }

        workflow.CompleteStep("translation", 410);
        workflow.StartStep("extraction", "grammar 1");
        workflow.Find(Report(workflow.Id));
        workflow.CompleteStep("extraction", 12);
        workflow.Become("completed", state => state with { Progress = 100, CompletedAt = DateTimeOffset.UtcNow });
    }

    private static StepResource Step(string name) => new(name, "pending", null, null, null, false, null, null);

    private static byte[] Wav(int seconds)
    {
        const int rate = 8000;
        var bytes = seconds * rate * 2;
        using var wav = new MemoryStream();
        using var writer = new BinaryWriter(wav);
        writer.Write("RIFF"u8);
        writer.Write(36 + bytes);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(rate);
        writer.Write(rate * 2);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(bytes);
        writer.Write(new byte[bytes]);
        return wav.ToArray();
    }
}
