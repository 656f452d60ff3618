using RoiApp.Processing.Translation;
using Xunit;

namespace RoiApp.Processing.Tests.Translation;

public sealed class NameMaskTests
{
    [Theory]
    [InlineData("Hoy me reuní con Javier Robles de Clínica San Rafael.", "Hoy me reuní con NQAA de NQAB.")]
    [InlineData("Hoy Javier llamó.", "Hoy NQAA llamó.")]
    [InlineData("Llamar el lunes.", "Llamar el lunes.")]
    [InlineData("I called Anna on Friday.", "I called NQAA on Friday.")]
    [InlineData("Clínica San Rafael es un cliente.", "NQAA es un cliente.")]
    [InlineData("Es la jefa de Supermercados del Norte.", "Es la jefa de NQAA.")]
    [InlineData("Hablamos de la Clínica San Rafael.", "Hablamos de la NQAA.")]
    [InlineData("She works at Bank of the West Coast.", "She works at NQAA.")]
    [InlineData("lower case words stay", "lower case words stay")]
    public void Names_are_hidden_and_other_capitals_are_not(string text, string masked)
    {
        var mask = NameMask.Apply(text);
        Assert.Equal(masked, mask.Text);
        Assert.Equal(text, mask.Restore(mask.Text));
    }

    [Fact]
    public void A_mark_that_stands_for_nothing_is_left_alone() => Assert.Equal("NQZZ", NameMask.Apply("nobody").Restore("NQZZ"));
}
