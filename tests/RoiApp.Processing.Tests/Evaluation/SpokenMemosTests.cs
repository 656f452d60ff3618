using System.Text.Json;
using RoiApp.Contracts.V1;
using RoiApp.Eval.Extraction;
using RoiApp.Eval.Speech;
using Xunit;

namespace RoiApp.Processing.Tests.Evaluation;

public sealed class SpokenMemosTests
{
    private static readonly LabelledRecording s_recording = new("m1", "m1.wav", "en", "synthetic", "I met Ann Lee of Acme.", "flite:slt");

    [Fact]
    public void A_slot_that_is_not_labelled_counts_neither_way_and_one_of_null_must_stay_absent()
    {
        var memo = Memo("""{ "name": "Ann Lee", "company": null, "priority": "high" }""");
        var report = new Report { Contacts = { new Contact { Name = "Ann Lee", Company = "Acme", Position = "owner", Discussion = "tea", Priority = Priority.High, ActionItems = { new ActionItem { Text = "call" } } } } };
        var scorer = new ExtractionScorer();
        scorer.Add(memo.AsLabelled("en", "synthetic", s_recording.Reference), memo.Labelled(report), "audio");
        Assert.Equal((2, 3, 2), (scorer.Of("all", "audio").Right, scorer.Of("all", "audio").Given, scorer.Of("all", "audio").Wanted));
        Assert.Equal((0, 1), (scorer.Of("company", "audio").Right, scorer.Of("company", "audio").Given));
        Assert.Equal(1, scorer.Invented("audio"));
        Assert.Equal("owner", report.Contacts[0].Position); // What was scored is a copy.
    }

    [Fact]
    public void Subsets_say_what_was_read_in_which_language_and_by_what_voice() =>
        Assert.Equal(["audio", "audio-en", "audio-synthetic", "audio-synthetic-clear"], SpokenMemosReport.SubsetsOf("audio", s_recording));

    [Fact]
    public void Plain_is_what_the_recogniser_wrote()
    {
        var segment = new Segment { Text = "I met Ann. We talked", Words = { new[] { "I", "met", "Ann", "We", "talked" }.Select(word => new Word { Text = word }) } };
        Assert.Equal("i met ann we talked", SpokenMemosReport.Plain(segment).Text);
        Assert.Equal("I met Ann. We talked", segment.Text);
    }

    [Theory]
    [InlineData("i met ann lee of acme", "Ann Lee", true)]
    [InlineData("i met anne lee of acme", "Ann Lee", false)]
    [InlineData("i met joann lee of acme", "Ann Lee", false)]
    public void A_name_is_heard_when_its_words_are_there_letter_for_letter(string heard, string name, bool expected) => Assert.Equal(expected, KnownContactsReport.IsHeard(heard, name));

    [Fact]
    public void Known_contacts_are_the_people_of_the_memos_among_others_and_always_the_same()
    {
        var memo = Memo("""{ "name": "Ann Lee", "company": "Acme" }""");
        var contacts = KnownContactsReport.Contacts([memo], others: 20);
        Assert.Equal(21, contacts.Count);
        Assert.Single(contacts, contact => contact is { Name: "Ann Lee", Company: "Acme" });
        Assert.Equal(contacts, KnownContactsReport.Contacts([memo], others: 20));
    }

    private static SpokenMemo Memo(string slots) => new("m1", JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(slots)!);
}
