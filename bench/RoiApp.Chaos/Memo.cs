using System.Globalization;
using System.Text;
using RoiApp.Testing;

namespace RoiApp.Chaos;

/// <summary>What is handed in, and what has to come of it.</summary>
/// <param name="Segments">How many there are to be; null for a recording, where that is the engine's to find.</param>
/// <param name="Contact">Who is to be found; null for a recording.</param>
internal sealed record Memo(string FileName, byte[] Content, int? Segments, string? Contact)
{
    private const int RecordingEvery = 12;

    private static readonly string[] s_first = ["Javier", "Marta", "Lucía", "Andrés", "Elena", "Pablo", "Carmen", "Diego", "Teresa", "Rafael"];
    private static readonly string[] s_last = ["Robles", "Herrera", "Molina", "Castro", "Vidal", "Campos", "Serrano", "Ortega", "Navarro", "Fuentes"];
    private static readonly string[] s_said =
    [
        "Hablamos sobre el nuevo sistema de citas y la formación del personal de recepción.",
        "Hablamos sobre la renovación de los equipos de la segunda planta.",
        "Hablamos sobre los plazos de entrega y las condiciones de pago.",
        "Hablamos sobre la apertura de una oficina en el norte.",
    ];

    /// <summary>Mostly quick Spanish transcripts, to be translated; every so often a recording of a few seconds.</summary>
    public static IReadOnlyList<Memo> Make(int count, Random chance)
    {
        var recording = ShortRecording();
        return [.. Enumerable.Range(0, count).Select(i => i % RecordingEvery == RecordingEvery - 1
            ? new Memo(string.Create(CultureInfo.InvariantCulture, $"memo-{i:000}.wav"), recording, Segments: null, Contact: null)
            : Transcript(i, chance))];
    }

    private static Memo Transcript(int number, Random chance)
    {
        var contact = $"{s_first[chance.Next(s_first.Length)]} {s_last[chance.Next(s_last.Length)]}";
        List<string> said = [$"Acabo de reunirme con {contact} de Clínica San Rafael, que es su director médico."];
        // Some are done in a moment, some take long enough to be met by several kills.
        said.AddRange(Enumerable.Range(0, chance.Next(1, 30)).Select(_ => s_said[chance.Next(s_said.Length)]));
        said.Add("Es un cliente potencial y lo considero de prioridad alta.");
        said.Add("Los próximos pasos son: enviar la propuesta antes del viernes y programar una demostración.");
        var vtt = new StringBuilder("WEBVTT\n");
        for (var i = 0; i < said.Count; i++)
        {
            vtt.Append(CultureInfo.InvariantCulture, $"\n{Time(5 * i)} --> {Time((5 * i) + 4)}\n{said[i]}\n");
        }
        return new(string.Create(CultureInfo.InvariantCulture, $"memo-{number:000}.vtt"), Encoding.UTF8.GetBytes(vtt.ToString()), said.Count, contact);
    }

    // 16-bit mono at 16 kHz: the head of the file tells the length of the whole, and readers take what there is.
    private static byte[] ShortRecording()
    {
        const int Seconds = 6;
        const int HeadBytes = 44;
        const int DataBytes = Seconds * 32_000;
        var wav = File.ReadAllBytes(SourceTree.Sample("01-northgate-dental.wav"))[..(HeadBytes + DataBytes)];
        BitConverter.TryWriteBytes(wav.AsSpan(4), HeadBytes - 8 + DataBytes);
        BitConverter.TryWriteBytes(wav.AsSpan(HeadBytes - 4), DataBytes);
        return wav;
    }

    private static string Time(int seconds) => TimeSpan.FromSeconds(seconds).ToString(@"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture);
}
