using RoiApp.Processing.Translation;
using Xunit;

namespace RoiApp.Processing.Tests.Translation;

public sealed class GlossaryTests(Pipeline pipeline) : IClassFixture<Pipeline>
{
    [Theory]
    [InlineData("es", "en", "Es un cliente potencial de prioridad alta.", "high priority", "prospect")]
    [InlineData("es", "en", "La prioridad es media.", "The priority is medium", "medium")]
    [InlineData("es", "en", "prioridad baja", "low priority", "low")]
    [InlineData("en", "es", "She is an existing client, low priority.", "prioridad baja", "cliente actual")]
    public async Task Terms_of_the_domain_come_out_as_the_domain_says_them(string from, string to, string text, params string[] terms)
    {
        var translated = await pipeline.Get<ApertiumTranslator>().TranslateAsync(text, from, to, TestContext.Current.CancellationToken);
        Assert.All(terms, term => Assert.Contains(term, translated, StringComparison.Ordinal));
        Assert.DoesNotContain("tall", translated, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("es", "en")]
    [InlineData("en", "es")]
    public void Every_term_is_found_where_it_stands_alone_and_not_within_a_word(string from, string to)
    {
        var glossary = Glossary.For(from, to);
        Assert.NotEmpty(glossary.Terms);
        Assert.All(glossary.Terms, term =>
        {
            Assert.Equal(term.Key, term.Key.ToLowerInvariant());
            Assert.Equal(term.Value, Assert.Single(glossary.TermsIn($"… {term.Key.ToUpperInvariant()}, …")).Value, ignoreCase: true);
            Assert.DoesNotContain(term.Key, glossary.TermsIn($"x{term.Key}x").Keys);
        });
    }

    [Fact]
    public void A_pair_without_a_file_has_no_terms() => Assert.Empty(Glossary.For("ja", "en").TermsIn("high priority"));
}
