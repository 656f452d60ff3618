using Xunit;

namespace RoiApp.Processing.Tests.Extraction;

public sealed class PeopleTests
{
    [Theory]
    [InlineData("en", "I just met with Nora Quill from Ashby Foods, who is their buyer.", "Nora Quill", "Ashby Foods", "buyer")]
    [InlineData("en", "Call with Nora Quill, head of sales at Ashby Foods.", "Nora Quill", "Ashby Foods", "head of sales")]
    [InlineData("en", "Stopped by Ashby Foods and talked to the owner, Nora Quill.", "Nora Quill", "Ashby Foods", "owner")]
    [InlineData("en", "Spoke to Nora Quill. She's the sales director at Ashby Foods.", "Nora Quill", "Ashby Foods", "sales director")]
    [InlineData("en", "i just met with nora quill from ashby foods who is their fleet manager we discussed prices", "Nora Quill", "Ashby Foods", "fleet manager")]
    [InlineData("en", "I met Will Baker from Ashby & Sons Ltd. He's the plant engineer.", "Will Baker", "Ashby & Sons Ltd.", "plant engineer")]
    [InlineData("en", "I just met with the plant director of Orwell Steel.", null, "Orwell Steel", "plant director")]
    [InlineData("es", "Acabo de reunirme con Inés Parra de Aceros Duero, que es su jefa de compras.", "Inés Parra", "Aceros Duero", "jefa de compras")]
    [InlineData("es", "Llamada con Inés Parra, directora de marketing de Aceros Duero.", "Inés Parra", "Aceros Duero", "directora de marketing")]
    [InlineData("es", "Visita a Aceros Duero. Me recibió Inés Parra, la gerente.", "Inés Parra", "Aceros Duero", "gerente")]
    [InlineData("es", "acabo de reunirme con inés parra de aceros duero que es su directora comercial hablamos sobre precios", "Inés Parra", "Aceros Duero", "directora comercial")]
    [InlineData("es", "Acabo de reunirme con Inés de la Vega de Aceros Duero, que es su gerente.", "Inés de la Vega", "Aceros Duero", "gerente")]
    [InlineData("es", "Acabo de reunirme con Wifredo Sol de Agroexport del Norte, que es su gerente.", "Wifredo Sol", "Agroexport del Norte", "gerente")]
    [InlineData("en", "i met thomas baker of river valley foods he is their purchasing director we discussed film", "Thomas Baker", "River Valley Foods", "purchasing director")]
    [InlineData("en", "I just met with Shauna Cook from Prairie Cranes, who is their dispatcher.", "Shauna Cook", "Prairie Cranes", "dispatcher")]
    [InlineData("en", "I've been to see Jess, Jessica Thornbury, at Wild Oak Catering. She's their events lead.", "Jessica Thornbury", "Wild Oak Catering", "events lead")]
    [InlineData("en", "Met Teo Iliev. He's with Black Sea Logistics, well they're called Euxine Group now. He is the warehouse director.", "Teo Iliev", "Euxine Group", "warehouse director")]
    [InlineData("en", "Two people from Corvus Analytics: Hye-jin Moon, the data lead.", "Hye-jin Moon", "Corvus Analytics", "data lead")]
    [InlineData("es", "he hablado con josé manuel herrero de carpintería el roble es el dueño hablamos de precios", "José Manuel Herrero", "Carpintería el Roble", "dueño")]
    public void Somebody_is_introduced_in_many_ways(string language, string text, string? name, string company, string position)
    {
        var contact = Memos.ReadOne(text, language);
        Assert.Equal((name, company, position), (contact.Name, contact.Company, contact.Position));
    }

    [Theory]
    [InlineData("en", "I met Joan Marsh from Ridge Farms, sorry, I mean Ridge Dairy.", "Joan Marsh", "Ridge Dairy")]
    [InlineData("en", "I met Steven, no sorry, Stephen Larch from Ridge Dairy.", "Stephen Larch", "Ridge Dairy")]
    [InlineData("es", "He visto a Joan Mas, de Granja Roca, perdón, de Granja Rica.", "Joan Mas", "Granja Rica")]
    public void A_name_that_is_corrected_is_the_corrected_one(string language, string text, string name, string company)
    {
        var contact = Memos.ReadOne(text, language);
        Assert.Equal((name, company), (contact.Name, contact.Company));
    }

    [Fact]
    public void Somebody_who_was_not_met_is_no_contact() =>
        Assert.Equal("Penny Ash", Memos.ReadOne("I was supposed to see Gary Dunn but he was ill, so I met Penny Ash instead. I need to ask Sandra Bell for the rate.").Name);

    [Fact]
    public void People_introduced_together_share_what_is_said_and_keep_what_is_theirs()
    {
        var report = Memos.Read("I met with two people from Arden Labs: Lou Berg, their head of supply, and Neil Thacker, who is a packaging engineer. We discussed blister packs. "
            + "They're a prospective client and the priority is high. For Lou I need to prepare a timeline. For Neil I have to send the samples.");
        Assert.Equal(["Lou Berg", "Neil Thacker"], report.Contacts.Select(c => c.Name));
        Assert.All(report.Contacts, c => Assert.Equal(("Arden Labs", "blister packs", Contracts.V1.Priority.High), (c.Company, c.Discussion, c.Priority)));
        Assert.Equal(["prepare a timeline", "send the samples"], report.Contacts.Select(c => Assert.Single(c.ActionItems).Text));
    }

    [Fact]
    public void People_met_one_after_the_other_keep_their_own_facts()
    {
        var report = Memos.Read("Por la mañana, Paco Olmo, encargado de Viveros El Tilo. Cliente potencial. Prioridad baja. Por la tarde, Reme Lago, la dueña de Quesería Lago. Es clienta actual. Urgente.", "es");
        Assert.Equal([("Paco Olmo", Contracts.V1.ContactType.Prospective, Contracts.V1.Priority.Low), ("Reme Lago", Contracts.V1.ContactType.Existing, Contracts.V1.Priority.High)],
            report.Contacts.Select(c => (c.Name, c.ContactType, c.Priority)));
    }

    [Fact]
    public void What_is_told_of_each_later_is_told_of_whoever_is_named()
    {
        var report = Memos.Read("He estado con Rocío Almagro y con Iván Petrov, de Clínica Sonríe. Rocío es la directora médica y Iván el administrador.", "es");
        Assert.Equal([("Rocío Almagro", "directora médica"), ("Iván Petrov", "administrador")], report.Contacts.Select(c => (c.Name, c.Position)));
    }

    [Fact]
    public void A_memo_that_says_nothing_has_no_contacts() => Assert.Empty(Memos.Read("Testing, one, two. The weather is fine today.").Contacts);
}
