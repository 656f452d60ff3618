using System.Text;
using Microsoft.Extensions.Options;
using RoiApp.Processing.Transcription;
using RoiApp.Processing.Transcription.MemoModel;
using RoiApp.Processing.Transcription.PocketSphinx;
using RoiApp.Processing.Transcription.Pronunciation;
using Xunit;

namespace RoiApp.Processing.Tests.Transcription;

public sealed class MemoModelTests(Recordings recordings) : IClassFixture<Recordings>
{
    private const string StockDirectory = "/usr/share/pocketsphinx/model/en-us";

    [Fact]
    public async Task A_model_that_hears_worse_is_not_believed()
    {
        // It expects nothing but one word, over and over.
        var arpa = Path.ChangeExtension(recordings.Write("demo.arpa", Encoding.UTF8.GetBytes(
            "\\data\\\nngram 1=3\nngram 2=3\n\n\\1-grams:\n-1.0\t</s>\n-99\t<s>\t-0.3\n-0.05\tdemo\t-0.3\n\n\\2-grams:\n-0.05\t<s> demo\n-0.05\tdemo demo\n-1.0\tdemo </s>\n\n\\end\\\n")), ".arpa");
        await using var mixed = new Pipeline(new() { ["Transcription:MemoModel"] = arpa, ["Transcription:MemoModelWeight"] = "0.9" });
        await using var stock = new Pipeline(new() { ["Transcription:MemoModelWeight"] = "0" });
        var plain = (await stock.RunFileAsync(Recordings.Memo, TestContext.Current.CancellationToken)).Text();
        Assert.Equal(plain, (await mixed.RunFileAsync(Recordings.Memo, TestContext.Current.CancellationToken)).Text());
    }

    [Fact]
    public void A_model_that_does_not_load_leaves_the_stock_one()
    {
        using var decoder = SphinxDecoder.Open(new SphinxModel(StockDirectory, recordings.Write("broken.arpa", "rubbish"u8.ToArray()), 0.3), new Pronouncer(Options.Create(new TranscriptionOptions())));
        Assert.False(decoder.UsesMemoModel);
    }

    [Fact]
    public async Task RoiApps_own_model_is_made_once_and_hears_a_memo_better()
    {
        var cache = Path.Combine(recordings.Folder, "models");
        await using var stock = new Pipeline(new() { ["Transcription:MemoModelWeight"] = "0" });
        await using var own = new Pipeline(new() { ["Transcription:ModelCache"] = cache });
        var plain = (await stock.RunFileAsync(Recordings.Memo, TestContext.Current.CancellationToken)).Text();
        var better = (await own.RunFileAsync(Recordings.Memo, TestContext.Current.CancellationToken)).Text();
        Assert.Contains("Bennett from Northgate", better, StringComparison.Ordinal);
        Assert.DoesNotContain("bennett", plain, StringComparison.OrdinalIgnoreCase);
        var made = Assert.Single(Directory.GetFiles(cache, "*.arpa"));
        Assert.Equal([made, Path.ChangeExtension(made, ".dict")], Directory.GetFiles(cache).Order(StringComparer.Ordinal));
        var written = File.GetLastWriteTimeUtc(made);

        await using var again = new Pipeline(new() { ["Transcription:ModelCache"] = cache });
        Assert.Equal(made, again.Get<MemoModelFile>().Path);
        Assert.Equal(written, File.GetLastWriteTimeUtc(made));
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_to_leaves_the_stock_one()
    {
        await using var pipeline = new Pipeline(new() { ["Transcription:ModelCache"] = recordings.Write("a-file", "not a folder"u8.ToArray()) });
        Assert.Null(pipeline.Get<MemoModelFile>().Path);
    }
}
