using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace RoiApp.Processing.Translation;

/// <summary>
/// The programs of one language pair, kept running: a text and a zero byte go in, its translation and a zero byte come out.
/// Starting them anew for each text would take 0.3 s instead of milliseconds.
/// </summary>
/// <remarks>One text at a time. A pipeline that failed or was cancelled in the middle is disposed of, not used again.</remarks>
internal sealed partial class ApertiumPipeline : IDisposable
{
    // Ends the sentence for the tagger and is invisible in the output: what Apertium's own de-formatter appends.
    private const string EndOfText = ".[]";
    private const int MaxAnswerBytes = 1 << 20;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Process _process;

    private ApertiumPipeline(Process process) => _process = process;

    public int Id => _process.Id;

    public bool IsRunning => !_process.HasExited;

    /// <param name="mode">Content of a pair's mode file: programs with their arguments, joined by <c>|</c>.</param>
    public static ApertiumPipeline Start(string mode)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = s_utf8,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.ArgumentList.Add("-c");
        // Each program flushes at a zero byte when given -z.
        start.ArgumentList.Add(ProgramName().Replace(mode.Trim(), "$& -z"));
        // $0, then what the mode's $1 and $2 are: no mark on unknown words, no tagger option.
        start.ArgumentList.Add("sh");
        start.ArgumentList.Add("-n");
        start.ArgumentList.Add("");
        var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return new ApertiumPipeline(process);
    }

    /// <exception cref="IOException">The pipeline has ended.</exception>
    public async Task<string> TranslateAsync(string text, CancellationToken ct)
    {
        var question = s_utf8.GetBytes(Escape().Replace(text.Replace('\0', ' '), @"\$0") + EndOfText + "\0");
        // At the same time, or a long text would fill both pipes and stand still.
        var asking = AskAsync(question, ct);
        var answer = await ReadAnswerAsync(ct);
        await asking;
        var translated = s_utf8.GetString(answer);
        translated = translated.EndsWith(EndOfText, StringComparison.Ordinal) ? translated[..^EndOfText.Length] : translated;
        return Unescape().Replace(translated, "$1");
    }

    public void Dispose()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // Gone already.
        }
        _process.Dispose();
    }

    private async Task AskAsync(byte[] question, CancellationToken ct)
    {
        await _process.StandardInput.BaseStream.WriteAsync(question, ct);
        await _process.StandardInput.BaseStream.FlushAsync(ct);
    }

    private async Task<byte[]> ReadAnswerAsync(CancellationToken ct)
    {
        var answer = new MemoryStream();
        var buffer = new byte[4096];
        while (answer.Length < MaxAnswerBytes)
        {
            var read = await _process.StandardOutput.BaseStream.ReadAsync(buffer, ct);
            if (read == 0)
            {
                throw new IOException("The translation pipeline has ended.");
            }
            if (buffer[read - 1] == 0)
            {
                answer.Write(buffer, 0, read - 1);
                return answer.ToArray();
            }
            answer.Write(buffer, 0, read);
        }
        throw new IOException("The translation pipeline does not come to an end.");
    }

    [GeneratedRegex(@"(?<=^|\| *)[\w-]+")]
    private static partial Regex ProgramName();

    // Characters with a meaning in Apertium's stream format.
    [GeneratedRegex(@"[\[\]{}^$/\\@<>]")]
    private static partial Regex Escape();

    [GeneratedRegex(@"\\([\[\]{}^$/\\@<>])")]
    private static partial Regex Unescape();
}
