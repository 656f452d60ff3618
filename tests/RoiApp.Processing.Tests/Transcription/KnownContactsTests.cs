using RoiApp.Contracts.V1;
using RoiApp.Processing.Decoding;
using RoiApp.Processing.Transcription.Contacts;
using RoiApp.Processing.Transcription.PocketSphinx;
using Xunit;
using KnownContact = RoiApp.Contracts.V1.KnownContact;

namespace RoiApp.Processing.Tests.Transcription;

public sealed class KnownContactsTests(Pipeline pipeline) : IClassFixture<Pipeline>
{
    [Fact]
    public async Task A_name_that_no_list_has_is_heard_once_its_contact_is_known_and_nothing_else_changes_for_others()
    {
        var ct = TestContext.Current.CancellationToken;
        // The memo says "Bennett from Northgate Dental", which this contact sounds like: only who expects him can hear him.
        var before = (await pipeline.RunFileAsync(Recordings.Memo, ct)).Text();
        var expecting = (await pipeline.RunFileAsync(Recordings.Memo, ct, Know("Laura Bennette", "Northgaite Dental"))).Text();
        var after = (await pipeline.RunFileAsync(Recordings.Memo, ct)).Text();
        Assert.Contains("Northgaite Dental", expecting, StringComparison.Ordinal);
        Assert.DoesNotContain("Northgaite", before, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(before, after);
    }

    [Fact]
    public void Contacts_without_a_letter_are_not_expected() =>
        Assert.Null(ContactModel.Of([new Processing.Transcription.KnownContact("", ""), new Processing.Transcription.KnownContact("42", "京都")]));

    private static Action<ProcessOptions> Know(string name, string company) => options => options.KnownContacts.Add(new KnownContact { Name = name, Company = company });
}
