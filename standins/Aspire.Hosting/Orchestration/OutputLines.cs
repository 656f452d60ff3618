using System.Text;

namespace Aspire.Hosting.Orchestration;

/// <summary>Cuts a program's output into lines. A line without an end is cut at 16 KiB, so memory stays bounded.</summary>
internal static class OutputLines
{
    private const int MaxChars = 16 * 1024;

    public static async Task PumpAsync(TextReader output, Action<string> line)
    {
        var buffer = new char[4096];
        var current = new StringBuilder();
        int read;
        while ((read = await output.ReadAsync(buffer)) > 0)
        {
            for (var rest = buffer.AsMemory(0, read); !rest.IsEmpty;)
            {
                var end = rest.Span.IndexOf('\n');
                current.Append(end < 0 ? rest : rest[..end]);
                rest = end < 0 ? default : rest[(end + 1)..];
                if (end >= 0 || current.Length >= MaxChars)
                {
                    line(current.ToString().TrimEnd('\r'));
                    current.Clear();
                }
            }
        }

        if (current.Length > 0)
        {
            line(current.ToString());
        }
    }
}
