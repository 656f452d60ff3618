using RoiApp.Contracts.V1;
using RoiApp.Processing.Transcription.Readable;
using Xunit;
using KnownContact = RoiApp.Processing.Transcription.KnownContact;

namespace RoiApp.Processing.Tests.Transcription.Readable;

public sealed class ReadableWriterTests
{
    [Theory]
    [InlineData("i just met with sarah mitchell", "I just met with Sarah Mitchell.")]
    [InlineData(
        "i just met with priya raman from helix pharma who is their head of procurement",
        "I just met with Priya Raman from Helix Pharma who is their head of procurement.")]
    [InlineData("i just met with karen fletcher from summit airlines here is their fleet manager", "I just met with Karen Fletcher from Summit Airlines here is their fleet manager.")]
    [InlineData("i spoke to mark brown at granite construction", "I spoke to Mark Brown at Granite Construction.")]
    [InlineData("she is the store planner for copper kettle crossing they want a price", "She is the store planner for Copper Kettle Crossing they want a price.")]
    [InlineData("i was at clear water plastics this morning", "I was at Clear Water Plastics this morning.")]
    [InlineData("he asked for clear water and for blue paint", "He asked for clear water and for blue paint.")]
    [InlineData("please mark the brown box and bill the client", "Please mark the brown box and bill the client.")]
    [InlineData("send it by friday or in march but we may march to the office", "Send it by Friday or in March but we may march to the office.")]
    [InlineData("i met with wojciech lindquist of smith and sons who is the owner", "I met with Wojciech Lindquist of Smith and Sons who is the owner.")]
    [InlineData(
        "we discussed the bridge repair this is an existing client and the priority is high the action items are order the steel",
        "We discussed the bridge repair. This is an existing client and the priority is high. The action items are: order the steel.")]
    [InlineData("he said i need to call them", "He said I need to call them.")]
    [InlineData("i think i'll ask at the hotel", "I think I'll ask at the hotel.")]
    public void Text_is_written_as_people_read_it(string heard, string written) => Assert.Equal(written, Write([heard]));

    [Fact]
    public void A_pause_ends_a_sentence_unless_the_next_words_go_on_with_it() => Assert.Equal(
        "I just met with Karen Fletcher from Summit Airlines,|who is their fleet manager.|We discussed maintenance costs|and the spare parts contract.|This is it.",
        Write(["i just met with karen fletcher from summit airlines", "who is their fleet manager", "we discussed maintenance costs", "and the spare parts contract", "this is it"]));

    [Fact]
    public void Known_contacts_are_written_as_they_were_before() => Assert.Equal(
        "Then DeShawn McArthur of eCorp Systems called.",
        Write(["then deshawn mcarthur of ecorp systems called"], new KnownContact("DeShawn McArthur", "eCorp Systems")));

    [Fact]
    public void No_word_is_added_or_lost_and_words_keep_their_times()
    {
        var random = new Random(5);
        string[] vocabulary = ["i", "met", "with", "mark", "from", "and", "who", "the", "action", "items", "are", "we", "discussed", "may", "in", "smith", "group", "of", "sarah", "is", "this", "an", "existing"];
        for (var run = 0; run < 500; run++)
        {
            var heard = Enumerable.Range(0, random.Next(1, 40)).Select(_ => vocabulary[random.Next(vocabulary.Length)]).ToArray();
            var segment = Segment(string.Join(' ', heard));
            new ReadableWriter(ReadableRules.For("en"), []).Write(segment, null);
            Assert.Equal(heard, segment.Words.Select(word => word.Text.ToLowerInvariant()));
            Assert.Equal(heard, segment.Text.ToLowerInvariant().Split([' ', '.', ',', ':'], StringSplitOptions.RemoveEmptyEntries));
            Assert.Equal(Enumerable.Range(0, heard.Length).Select(i => (long)i), segment.Words.Select(word => word.StartMs));
        }
    }

    private static string Write(string[] heard, params KnownContact[] contacts)
    {
        var writer = new ReadableWriter(ReadableRules.For("en"), contacts);
        var segments = heard.Select(Segment).ToList();
        for (var i = 0; i < segments.Count; i++)
        {
            writer.Write(segments[i], i + 1 < segments.Count ? segments[i + 1] : null);
        }
        return string.Join('|', segments.Select(segment => segment.Text));
    }

    private static Segment Segment(string heard) => new() { Text = heard, Words = { heard.Split(' ').Select((word, i) => new Word { Text = word, StartMs = i, EndMs = i + 1, Confidence = 0.9f }) } };
}
