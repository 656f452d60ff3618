using Spectre.Console;

namespace RoiApp.Cli;

/// <summary>The two streams, in colour only where a person looks at them.</summary>
internal static class Terminal
{
    private const int WidthOfAFile = 160;

    public static IAnsiConsole StandardOutput { get; } = Open(Console.Out, Console.IsOutputRedirected);

    public static IAnsiConsole StandardError { get; } = Open(Console.Error, Console.IsErrorRedirected);

    private static IAnsiConsole Open(TextWriter stream, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
            Out = new AnsiConsoleOutput(stream),
        });
        if (redirected)
        {
            console.Profile.Width = WidthOfAFile; // No terminal, no edge: lines break where the reader's screen does.
        }

        return console;
    }
}
