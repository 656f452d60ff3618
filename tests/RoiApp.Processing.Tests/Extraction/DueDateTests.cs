using System.Globalization;
using RoiApp.Processing.Extraction.Dates;
using Xunit;

namespace RoiApp.Processing.Tests.Extraction;

/// <summary>All relative to Wednesday, 6 May 2026.</summary>
public sealed class DueDateTests
{
    private static readonly DateOnly s_recorded = new(2026, 5, 6);

    [Theory]
    [InlineData("send her the offer today", "2026-05-06")]
    [InlineData("resend the August reports tonight", "2026-05-06")]
    [InlineData("get an engineer out there tomorrow morning", "2026-05-07")]
    [InlineData("call back the day after tomorrow", "2026-05-08")]
    [InlineData("send the offer by Friday", "2026-05-08")]
    [InlineData("collect the plates on monday", "2026-05-11")]
    [InlineData("ring her Wednesday", "2026-05-13")]
    [InlineData("visit the plant this Friday", "2026-05-08")]
    [InlineData("get her a list of translators by next Wednesday", "2026-05-13")]
    [InlineData("ship it next Friday", "2026-05-15")]
    [InlineData("draft it by Tuesday next week", "2026-05-12")]
    [InlineData("call him in two weeks", "2026-05-20")]
    [InlineData("report back within ten days", "2026-05-16")]
    [InlineData("check in again in a month", "2026-06-06")]
    [InlineData("phone her on the 14th", "2026-05-14")]
    [InlineData("file it by the twenty first", "2026-05-21")]
    [InlineData("submit the tender by the 3rd", "2026-06-03")]
    [InlineData("get back to her on the 3rd of June", "2026-06-03")]
    [InlineData("hold 300 plates for June the 14th", "2026-06-14")]
    [InlineData("pay on May 3rd", "2027-05-03")]
    [InlineData("renew before 31 January 2028", "2028-01-31")]
    [InlineData("do a comparison before the end of the week", "2026-05-08")]
    [InlineData("email the contract before the end of the month", "2026-05-31")]
    [InlineData("close it by the end of June", "2026-06-30")]
    [InlineData("book it by the end of the year", "2026-12-31")]
    [InlineData("move Monday's call to Tuesday and send the notes by Thursday", "2026-05-07")]
    public void English_says_by_when(string item, string due) => Assert.Equal(Date(due), DueDates.Read(item, "en-GB", s_recorded));

    [Theory]
    [InlineData("mandarle el calendario hoy mismo", "2026-05-06")]
    [InlineData("mandar un técnico mañana por la mañana", "2026-05-07")]
    [InlineData("llamarle pasado mañana", "2026-05-08")]
    [InlineData("visitar la bodega el próximo martes", "2026-05-12")]
    [InlineData("llamarla el miércoles", "2026-05-13")]
    [InlineData("revisar la tarifa antes del viernes", "2026-05-08")]
    [InlineData("pasar por el taller el jueves que viene", "2026-05-07")]
    [InlineData("traer las muestras el martes de la semana que viene", "2026-05-12")]
    [InlineData("llamarla dentro de una semana", "2026-05-13")]
    [InlineData("volver a llamar en dos semanas", "2026-05-20")]
    [InlineData("enviar las boyas en quince días", "2026-05-21")]
    [InlineData("visitar la obra el día 18", "2026-05-18")]
    [InlineData("confirmarle la tarifa antes del día 30", "2026-05-30")]
    [InlineData("llamarla el 12 de enero", "2027-01-12")]
    [InlineData("entregar el plano antes del treinta y uno de mayo", "2026-05-31")]
    [InlineData("volver a llamar a fin de mes", "2026-05-31")]
    [InlineData("mandarle una prueba antes de fin de mes", "2026-05-31")]
    [InlineData("cerrar el trato a finales de junio", "2026-06-30")]
    public void Spanish_says_by_when(string item, string due) => Assert.Equal(Date(due), DueDates.Read(item, "es", s_recorded));

    [Theory]
    [InlineData("en", "decide before Black Friday")]
    [InlineData("en", "call him next week")]
    [InlineData("en", "put a reminder in the calendar for January")]
    [InlineData("en", "send the invoice from the 3rd of May")]
    [InlineData("en", "ask transport about Thursdays")]
    [InlineData("en", "ring every Monday")]
    [InlineData("en", "check last Friday's delivery")]
    [InlineData("en", "send the two quotes and the first sample")]
    [InlineData("en", "measure the room on the second floor")]
    [InlineData("en", "see whether Monday or Tuesday suits him")]
    [InlineData("en", "line up a consultant for the first week of July")]
    [InlineData("es", "mandarle la factura del 3 de mayo")]
    [InlineData("es", "llamarle la semana que viene")]
    [InlineData("es", "revisar el pedido del lunes pasado")]
    [InlineData("es", "cambiar el reparto a los jueves")]
    [InlineData("es", "calibrar la báscula en septiembre")]
    [InlineData("es", "mandar treinta y una cajas")]
    [InlineData("en", "")]
    public void What_leaves_the_day_open_has_no_date(string language, string item) => Assert.Null(DueDates.Read(item, language, s_recorded));

    [Fact]
    public void A_memo_that_switches_languages_is_read_in_both()
    {
        Assert.Equal(Date("2026-05-08"), DueDates.Read("mandarle el contrato by Friday", "es", s_recorded));
        Assert.Equal(Date("2026-05-07"), DueDates.Read("send the labels mañana", "en", s_recorded));
    }

    [Fact]
    public void The_31st_is_in_a_month_that_has_one() => Assert.Equal(Date("2026-07-31"), DueDates.Read("pay by the 31st", "en", new DateOnly(2026, 6, 2)));

    [Fact]
    public void Any_day_and_any_words_are_read_without_failing()
    {
        string[] words = [.. "by before the end of next month week friday 31st may first twenty in two days 400 years day after tomorrow 29 february antes del fin de mes en quince dias".Split(' '), "9999", "0", "\ud83d", "שלום"];
        var random = new Random(7);
        for (var run = 0; run < 5000; run++)
        {
            var item = string.Join(' ', Enumerable.Range(0, random.Next(12)).Select(_ => words[random.Next(words.Length)]));
            var recorded = new DateOnly(2020 + random.Next(12), 1, 1).AddDays(random.Next(365));
            var due = DueDates.Read(item, run % 2 == 0 ? "en" : "es", recorded);
            Assert.True(due is null || due >= recorded, $"\"{item}\" on {recorded:O} is due {due:O}");
        }
    }

    [Fact]
    public void Whoever_is_named_as_doing_it_is_the_assignee_and_the_speaker_is_nobody()
    {
        var items = Memos.ReadOne("I met Tom Reed from Acme Foods, the buyer. We discussed prices. Ana will send the drawings by Friday. I need to call Tom.").ActionItems;
        Assert.Equal([("Ana will send the drawings by Friday", "Ana"), ("call Tom", null)], items.Select(i => (i.Text, (string?)i.Assignee)));
    }

    private static DateOnly Date(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
