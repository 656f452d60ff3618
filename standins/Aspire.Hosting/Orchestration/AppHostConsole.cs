namespace Aspire.Hosting.Orchestration;

/// <summary>What people read: every line of every process behind its name, and the app host's own words between them.</summary>
internal sealed class AppHostConsole(TextWriter output)
{
    private readonly Lock _lock = new();

    /// <summary>The application could not be started, or nothing of it is left.</summary>
    public bool Failed { get; set; }

    public void Say(string words) => Write("apphost", words);

    public void Write(string name, string line)
    {
        lock (_lock)
        {
            output.WriteLine($"[{name}] {line}");
            output.Flush();
        }
    }
}
