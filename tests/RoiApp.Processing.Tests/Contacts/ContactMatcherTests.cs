using Microsoft.Extensions.Options;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Contacts;
using RoiApp.Processing.Transcription;
using RoiApp.Processing.Transcription.Pronunciation;
using Xunit;
using KnownContact = RoiApp.Processing.Transcription.KnownContact;

namespace RoiApp.Processing.Tests.Contacts;

public sealed class ContactMatcherTests
{
    private static readonly ContactMatcher s_matcher = new(new Pronouncer(Options.Create(new TranscriptionOptions())));

    private static readonly KnownContact[] s_known =
        [new("Yuki Nakamura", "Atelier Lumière"), new("Catherine Smythe", "Helix Pharma"), new("Peter Novak", "Crystal Media"), new("Okonkwo & Sons", ""), new("京子", "")];

    [Theory]
    [InlineData("yuki nakamora", "Yuki Nakamura")]
    [InlineData("katherine smith", "Catherine Smythe")]
    [InlineData("peter novack", "Peter Novak")]
    public void A_name_that_was_not_heard_clearly_gets_the_contact_that_it_sounds_like(string heard, string expected)
    {
        var contact = Offered(heard, confidence: 0.4f);
        Assert.Equal(expected, contact.Evidence[0].SoundsLike);
        Assert.Equal(heard, contact.Name);
        Assert.Equal(heard, contact.Evidence[0].Quote);
    }

    [Theory]
    [InlineData("yuki nakamora", 0.9f)] // Heard clearly.
    [InlineData("peter novak", 0.4f)] // Known, as it was heard.
    [InlineData("robert ashby", 0.4f)] // Somebody else.
    [InlineData("京都", 0.4f)] // Nothing that can be said here.
    public void Others_get_none(string heard, float confidence) => Assert.Equal("", Offered(heard, confidence).Evidence[0].SoundsLike);

    [Fact]
    public void Two_contacts_that_sound_alike_are_no_offer()
    {
        var report = Report("jon smit", 0.3f);
        s_matcher.Offer(report, [new("John Smith", ""), new("Jon Smyth", "")]);
        Assert.Equal("", report.Contacts[0].Evidence[0].SoundsLike);
    }

    private static Contact Offered(string heard, float confidence)
    {
        var report = Report(heard, confidence);
        s_matcher.Offer(report, s_known);
        return report.Contacts[0];
    }

    private static Report Report(string heard, float confidence) =>
        new() { Contacts = { new Contact { Name = heard, Evidence = { new FieldEvidence { Field = "name", Confidence = confidence, Quote = heard } } } } };
}
