using System.Text;
using RoiApp.Processing.Transcription.PocketSphinx;
using Xunit;

namespace RoiApp.Processing.Tests.Transcription;

public sealed class MemoModelTests(Recordings recordings) : IClassFixture<Recordings>
{
    private const string StockDirectory = "/usr/share/pocketsphinx/model/en-us";

    [Fact]
    public async Task A_second_language_model_changes_what_is_heard()
    {
        // It expects nothing but one word, over and over.
        var arpa = Path.ChangeExtension(recordings.Write("demo.arpa", Encoding.UTF8.GetBytes(
            "\\data\\\nngram 1=3\nngram 2=3\n\n\\1-grams:\n-1.0\t</s>\n-99\t<s>\t-0.3\n-0.05\tdemo\t-0.3\n\n\\2-grams:\n-0.05\t<s> demo\n-0.05\tdemo demo\n-1.0\tdemo </s>\n\n\\end\\\n")), ".arpa");
        await using var stock = new Pipeline();
        await using var mixed = new Pipeline(new() { ["Transcription:MemoModel"] = arpa, ["Transcription:MemoModelWeight"] = "0.9" });
        var plain = (await stock.RunFileAsync(Recordings.Memo, TestContext.Current.CancellationToken)).Text();
        var bent = (await mixed.RunFileAsync(Recordings.Memo, TestContext.Current.CancellationToken)).Text();
        Assert.True(Count(bent) > Count(plain), bent);
    }

    [Fact]
    public void A_model_that_does_not_load_leaves_the_stock_one()
    {
        using var decoder = SphinxDecoder.Open(new SphinxModel(StockDirectory, recordings.Write("broken.arpa", "rubbish"u8.ToArray()), 0.3));
        Assert.False(decoder.UsesMemoModel);
    }

    private static int Count(string text) => text.Split(' ').Count(word => word == "demo");
}
