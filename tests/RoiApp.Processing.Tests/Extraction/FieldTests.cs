using RoiApp.Contracts.V1;
using Xunit;

namespace RoiApp.Processing.Tests.Extraction;

public sealed class FieldTests
{
    [Theory]
    [InlineData("en", "This is an existing client.", ContactType.Existing)]
    [InlineData("en", "They've been buying from us for six years.", ContactType.Existing)]
    [InlineData("en", "We've worked with them since 2018.", ContactType.Existing)]
    [InlineData("en", "A long-standing customer.", ContactType.Existing)]
    [InlineData("en", "This is a prospective client.", ContactType.Prospective)]
    [InlineData("en", "They are not a client yet.", ContactType.Prospective)]
    [InlineData("en", "She's a new lead.", ContactType.Prospective)]
    [InlineData("en", "We've never sold them anything.", ContactType.Prospective)]
    [InlineData("es", "Es un cliente actual.", ContactType.Existing)]
    [InlineData("es", "Son clientes desde hace diez años.", ContactType.Existing)]
    [InlineData("es", "Cliente de toda la vida.", ContactType.Existing)]
    [InlineData("es", "Es un cliente potencial.", ContactType.Prospective)]
    [InlineData("es", "Todavía no son clientes.", ContactType.Prospective)]
    [InlineData("es", "Sería un cliente nuevo.", ContactType.Prospective)]
    [InlineData("es", "No es urgente.", ContactType.Unspecified)]
    [InlineData("en", "The meeting was fine.", ContactType.Unspecified)]
    public void Whether_they_buy_already_is_said_in_many_ways(string language, string said, ContactType type) => Assert.Equal(type, After(language, said).ContactType);

    [Fact]
    public void Stops_that_were_put_in_by_guess_do_not_keep_fields_from_ending_where_the_next_begins()
    {
        // As the recogniser's words are made readable: capitals, some stops, no comma.
        var contact = Memos.ReadOne(
            "I met Maria Gonzalez from City Hospital. We went through the cleaning contract line by line she thinks the night service is too expensive they are an existing client medium priority I would say. "
            + "I will send a new price and I will call her back.");
        Assert.Equal(("the cleaning contract line by line", ContactType.Existing, Priority.Medium), (contact.Discussion, contact.ContactType, contact.Priority));
    }

    [Theory]
    [InlineData("here is their fleet manager")]
    [InlineData("hair is their fleet manager")]
    public void What_who_is_is_taken_for_still_announces_a_position(string heard)
    {
        var contact = Memos.ReadOne($"i just met with karen fletcher from summit airlines {heard} we discussed maintenance costs");
        Assert.Equal(("Summit Airlines", "fleet manager"), (contact.Company, contact.Position));
    }

    [Theory]
    [InlineData("en", "The priority is high.", Priority.High)]
    [InlineData("en", "Top priority.", Priority.High)]
    [InlineData("en", "It's pretty urgent.", Priority.High)]
    [InlineData("en", "No rush on this one.", Priority.Low)]
    [InlineData("en", "Not urgent, low priority until May.", Priority.Low)]
    [InlineData("en", "It's low priority, or rather medium.", Priority.Medium)]
    [InlineData("en", "The priority is high, I mean it felt high at first, but honestly it's low because they wait.", Priority.Low)]
    [InlineData("en", "Medium priority, no, make that high.", Priority.High)]
    [InlineData("es", "Lo considero de prioridad media.", Priority.Medium)]
    [InlineData("es", "La prioridad yo diría que media. O no, mira, ponle alta.", Priority.High)]
    [InlineData("es", "No es urgente pero tampoco lo dejaría morir, prioridad media.", Priority.Medium)]
    [InlineData("es", "Sin prisa.", Priority.Low)]
    [InlineData("es", "Prioridad máxima.", Priority.High)]
    [InlineData("en", "The stock is low and the price is high.", Priority.Unspecified)]
    public void Priority_is_the_level_that_was_meant_in_the_end(string language, string said, Priority priority) => Assert.Equal(priority, After(language, said).Priority);

    [Theory]
    [InlineData("en", "We discussed the roof leak and the insurance claim. This is an existing client.", "the roof leak and the insurance claim")]
    [InlineData("en", "We talked about, well, first she told me of her holiday, anyway, we talked about trailers.", "trailers")]
    [InlineData("en", "She wants to rethink the catalogue.", "rethink the catalogue")]
    [InlineData("en", "we discussed the roof leak and the insurance claim its a long standing customer no rush", "the roof leak and the insurance claim")]
    [InlineData("es", "Hablamos sobre la báscula y los plazos. Prioridad baja.", "la báscula y los plazos")]
    [InlineData("es", "El tema ha sido la avería de la prensa.", "la avería de la prensa")]
    [InlineData("es", "hablamos sobre la báscula y los plazos y es un cliente actual sin prisa", "la báscula y los plazos")]
    [InlineData("es", "No hemos entrado en materia.", null)]
    public void Discussion_is_verbatim_and_ends_where_the_next_statement_begins(string language, string said, string? discussion) => Assert.Equal(discussion, After(language, said).Discussion);

    [Theory]
    [InlineData("en", "The action items are: send the quote by Friday, set up a demo, and check the discount with finance.", "send the quote by Friday|set up a demo|check the discount with finance")]
    [InlineData("en", "the auction items are call the foundry tomorrow send rebecca the new date and ask finance for a discount", "call the foundry tomorrow|send rebecca the new date|ask finance for a discount")]
    [InlineData("en", "I need to send the samples and the test report.", "send the samples and the test report")]
    [InlineData("en", "I have to issue a credit note. And talk to the carrier. And buy him a beer, just kidding.", "issue a credit note|talk to the carrier")]
    [InlineData("en", "I need to send the report on Monday, no wait, on Tuesday.", "send the report on Tuesday")]
    [InlineData("en", "Next steps: order 20 sensors, sorry, 25 sensors and appoint a deputy.", "order 25 sensors|appoint a deputy")]
    [InlineData("en", "No action items yet.", "")]
    [InlineData("es", "Los próximos pasos son: enviar las muestras, revisar el precio y llamar a la fábrica.", "enviar las muestras|revisar el precio|llamar a la fábrica")]
    [InlineData("es", "los próximos pasos son hacer la visita el martes mandar el presupuesto y avisar al ayuntamiento", "hacer la visita el martes|mandar el presupuesto|avisar al ayuntamiento")]
    [InlineData("es", "Quedé en pasarle la oferta el lunes y en enseñarle otra finca.", "pasarle la oferta el lunes|enseñarle otra finca")]
    [InlineData("es", "Tengo que adelantar el envío al martes, digo, al miércoles.", "adelantar el envío al miércoles")]
    public void Each_promise_is_one_action_item(string language, string said, string items) =>
        Assert.Equal(items.Split('|', StringSplitOptions.RemoveEmptyEntries), After(language, said).ActionItems.Select(a => a.Text));

    private static Contact After(string language, string said)
    {
        var introduction = language == "en" ? "I just met with Ada Moss from Orwell Steel. " : "Acabo de reunirme con Inés Parra de Aceros Duero. ";
        introduction = char.IsLower(said[0]) ? introduction.ToLowerInvariant().Replace(".", "", StringComparison.Ordinal) : introduction;
        return Memos.ReadOne(introduction + said, language);
    }
}
