using System.Diagnostics;

namespace RoiApp.Processing.Decoding;

/// <summary>One run of ffmpeg: a recording goes in, PCM comes out. Disposing of it ends the process, whatever it was doing.</summary>
internal sealed class FfmpegProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_endLimit = TimeSpan.FromSeconds(5);

    private readonly Process _process;

    private FfmpegProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    public TextReader Errors => _process.StandardError;

    /// <param name="file">Read from here, or from <see cref="Input"/> when null.</param>
    /// <exception cref="StepException">ffmpeg is not installed.</exception>
    public static FfmpegProcess Start(string program, AudioFormat format, string? file)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The whitelists keep a playlist dressed as a recording from opening other files or the network.
        string[] arguments =
        [
            "-nostdin", "-hide_banner", "-nostats", "-v", "level+info", "-threads", "1",
            "-protocol_whitelist", file is null ? "pipe" : "file,pipe", "-format_whitelist", format.Demuxers,
            "-i", file is null ? "pipe:0" : $"file:{file}",
            "-vn", "-sn", "-dn", "-map", "0:a:0", "-threads", "1",
            "-f", "s16le", "-ac", "1", "-ar", $"{PcmBlock.SampleRate}", "pipe:1",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        try
        {
            return new FfmpegProcess(Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw StepException.EngineMissing("ffmpeg, which decodes recordings,", Remedy, e);
        }
    }

    /// <summary>What to do when ffmpeg is missing.</summary>
    public const string Remedy = "Install it: sudo apt-get install ffmpeg";

    /// <returns>The exit code.</returns>
    public async Task<int> WaitAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_process.HasExited)
            {
                _process.Kill();
            }
            await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(s_endLimit);
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException or System.ComponentModel.Win32Exception)
        {
            // Gone already, or stuck in the kernel: there is nothing more to be done about it.
        }
        _process.Dispose();
    }
}
