using RoiApp.Api.Search;
using RoiApp.Api.Search.Terms;
using Xunit;

namespace RoiApp.Api.Tests.Search;

public sealed class StemmerTests
{
    [Theory]
    [InlineData("offer offers offered offering")]
    [InlineData("meeting meetings meet meets")]
    [InlineData("policy policies")]
    [InlineData("negotiate negotiated negotiating negotiation negotiations")]
    [InlineData("price prices priced pricing")]
    [InlineData("control controlled controlling controls")]
    [InlineData("agree agreed agrees")]
    [InlineData("María's Maria MARÍA maría’s")]
    public void English_forms_of_a_word_are_one(string words) => Assert.Single(words.Split(' ').Select(w => Stemmer.Terms("en", w)).Distinct());

    [Theory]
    [InlineData("reunión reuniones Reunion REUNIÓN")]
    [InlineData("presupuesto presupuestos")]
    [InlineData("hablar hablamos hablé hablaron hablando habla")]
    [InlineData("cliente clientes")]
    [InlineData("precio precios")]
    [InlineData("enviar envió envío enviaré enviamos enviarle")]
    [InlineData("licitación licitaciones licitacion")]
    [InlineData("española españolas espanola")]
    [InlineData("correctamente correcta correctos")]
    public void Spanish_forms_of_a_word_are_one(string words) => Assert.Single(words.Split(' ').Select(w => Stemmer.Terms("es", w)).Distinct());

    [Theory]
    [InlineData("en", "note not", 2)]
    [InlineData("en", "policy police", 2)]
    [InlineData("en", "news knew", 2)]
    [InlineData("es", "mayo mayor", 2)]
    [InlineData("es", "venta ventana", 2)]
    [InlineData("fr", "offre offres", 2)]
    // What cutting endings cannot tell apart.
    [InlineData("en", "general generous", 1)]
    [InlineData("es", "casa caso", 1)]
    public void Words_that_only_look_alike_stay_apart_as_far_as_endings_tell(string language, string words, int stems) =>
        Assert.Equal(stems, words.Split(' ').Select(w => Stemmer.Terms(language, w)).Distinct().Count());

    [Theory]
    [InlineData("Q4 budget: 5,000 €", "q 4 budget 5 000")]
    [InlineData("straße Ærø Łódź ﬁne", "strasse aero lodz fine")]
    [InlineData("don't o'clock 'quoted' rock ’n’ roll", "dont oclock quoted rock n roll")]
    [InlineData("٤٢ 東京 नमस्ते", "42 東京 नमसत")]
    [InlineData("a\uD800b \0 c\u0001d", "a b c d")]
    [InlineData("--- \"\" :* ()", "")]
    public void A_text_is_letters_or_digits_and_nothing_else(string text, string terms) => Assert.Equal(terms, Stemmer.Terms("und", text));

    [Fact]
    public void Every_word_says_where_it_stands()
    {
        const string text = "  «Reunión» con José's  equipo2 😀 fin";
        Assert.Equal(["Reunión", "con", "José's", "equipo", "2", "fin"], Token.Read(text).Select(t => text.Substring(t.Start, t.Length)));
    }

    [Theory]
    [InlineData("a b c", "a", 0.1)]
    [InlineData("a x b", "a b", 0.05)]
    [InlineData("a b a b", "a b", 0.3)]
    [InlineData("a x x b x a", "a|z b", 0.0833)]
    [InlineData("b c", "a", 0)]
    public void Words_rank_higher_the_closer_and_the_more_often_they_stand(string terms, string query, double rank) => Assert.Equal(rank, new CoverRank(query).Of(terms), 4);

    [Theory]
    [InlineData("", true)]
    [InlineData("-nothing", true)]
    [InlineData("\"", true)]
    [InlineData("the", false)]
    [InlineData("'; DROP TABLE workflows; --", false)]
    [InlineData("a* NEAR(b) OR {x} : ^ \\ & | ! <-> ( ", false)]
    public void Anything_may_be_typed(string text, bool isEmpty) => Assert.Equal(isEmpty, SearchQuery.Parse(text, null).IsEmpty);

    [Fact]
    public void Words_that_are_everywhere_count_only_alone_or_in_a_phrase()
    {
        Assert.Equal("\"offer\"", SearchQuery.Parse("the offer", "fr").ToFts5().Trim('(', ')'));
        Assert.Single(SearchQuery.Parse("the", null).Wanted);
        Assert.Equal("('the' <-> 'offer') & !('price')", SearchQuery.Parse("\"the offer\" -price", "fr").ToTsQuery());
    }
}
