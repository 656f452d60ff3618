using RoiApp.Processing.Translation;
using Xunit;

namespace RoiApp.Processing.Tests.Translation;

public sealed class ApertiumPipelineTests
{
    [Fact]
    public async Task Its_end_in_the_middle_of_a_text_is_an_error()
    {
        using var pipeline = ApertiumPipeline.Start("true");
        await Assert.ThrowsAsync<IOException>(() => pipeline.TranslateAsync("one", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Disposing_of_it_ends_its_programs()
    {
        var pipeline = ApertiumPipeline.Start(await File.ReadAllTextAsync("/usr/share/apertium/modes/spa-eng.mode", TestContext.Current.CancellationToken));
        await pipeline.TranslateAsync("uno", TestContext.Current.CancellationToken);
        var id = pipeline.Id;
        Assert.True(Directory.Exists($"/proc/{id}"));
        pipeline.Dispose();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (Directory.Exists($"/proc/{id}") && !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal))
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
