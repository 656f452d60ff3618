using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using RoiApp.Testing;

namespace RoiApp.Load;

/// <summary>
/// What users hand in: of a hundred memos 90 are ready transcripts and 10 recordings of two seconds, every second one of which was heard before.
/// The recogniser would otherwise be all that is measured: it takes both cores for as long as there is something to hear.
/// </summary>
internal sealed class Memos
{
    private const int RecordingsOfHundred = 10;
    private const int HeadBytes = 44;
    private const int DataBytes = 2 * 32_000;

    private static readonly string[] s_first = ["Sarah", "Daniel", "Laura", "Michael", "Emma", "James", "Olivia", "Robert"];
    private static readonly string[] s_last = ["Mitchell", "Fischer", "Bennett", "Parker", "Coleman", "Hughes", "Morgan", "Foster"];
    private static readonly string[] s_company = ["Northgate Dental", "River Valley Foods", "City Hospital", "Harbour Logistics", "Bright Minds Academy"];
    private static readonly string[] s_topic = ["the new booking system", "the renewal of their contract", "delivery times and terms of payment", "training for the front desk"];

    private readonly byte[] _recording = ShortRecording();
    private int _recordings;

    public (string FileName, byte[] Content) Next(int number, Random chance)
    {
        if (chance.Next(100) >= RecordingsOfHundred)
        {
            return (string.Create(CultureInfo.InvariantCulture, $"memo-{number}.txt"), Transcript(chance));
        }
        var recording = (byte[])_recording.Clone();
        var made = Interlocked.Increment(ref _recordings);
        // Another last sample is another recording; the same number again is one that was heard before.
        BinaryPrimitives.WriteInt16LittleEndian(recording.AsSpan(^2..), (short)(made / 2));
        return (string.Create(CultureInfo.InvariantCulture, $"memo-{number}.wav"), recording);
    }

    private static byte[] Transcript(Random chance)
    {
        string[] lines =
        [
            $"I just met with {Pick(s_first)} {Pick(s_last)} from {Pick(s_company)}, who is their office manager.",
            $"We discussed {Pick(s_topic)} and {Pick(s_topic)}.",
            $"This is a prospective client and the priority is {Pick(["high", "medium", "low"])}.",
            "The action items are: send the price list by Friday and schedule a demo for the whole team.",
        ];
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));

        string Pick(string[] words) => words[chance.Next(words.Length)];
    }

    private static byte[] ShortRecording()
    {
        var wav = File.ReadAllBytes(SourceTree.Sample("01-northgate-dental.wav"))[..(HeadBytes + DataBytes)];
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(4), HeadBytes - 8 + DataBytes);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(HeadBytes - 4), DataBytes);
        return wav;
    }
}
