using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RoiApp.Processing.Decoding;

/// <summary>What ffmpeg says on its error stream: the length that the file declares, and its complaints. Bounded, whatever it says.</summary>
internal sealed partial class FfmpegLog
{
    private const int MaxLineChars = 500;
    private const int MaxComplaints = 5;

    private readonly List<string> _complaints = [];
    private readonly StringBuilder _line = new();

    /// <summary>The first few errors, for the log.</summary>
    public string Complaints => string.Join("; ", _complaints);

    public bool HasErrors => _complaints.Count > 0;

    /// <summary>The file is a container without an audio track, such as a silent film.</summary>
    public bool HasNoAudioTrack { get; private set; }

    public async Task ReadAsync(TextReader errors, DecodingProgress progress, CancellationToken ct)
    {
        var buffer = new char[2048];
        int read;
        while ((read = await errors.ReadAsync(buffer, ct)) > 0)
        {
            foreach (var c in buffer.AsSpan(0, read))
            {
                if (c is '\n' or '\r')
                {
                    Take(_line.ToString(), progress);
                    _line.Clear();
                }
                else if (_line.Length < MaxLineChars)
                {
                    _line.Append(c);
                }
            }
        }
        Take(_line.ToString(), progress);
    }

    private void Take(string line, DecodingProgress progress)
    {
        if (Duration().Match(line) is { Success: true } duration && TimeSpan.TryParse(duration.Groups[1].Value, CultureInfo.InvariantCulture, out var declared))
        {
            progress.DeclaredMs = (long)declared.TotalMilliseconds;
        }
        else if (Complaint().Match(line) is { Success: true } complaint)
        {
            HasNoAudioTrack |= line.Contains("matches no streams", StringComparison.Ordinal);
            if (_complaints.Count < MaxComplaints)
            {
                _complaints.Add(complaint.Groups[1].Value);
            }
        }
    }

    [GeneratedRegex(@"^\[info\] +Duration: (\d\d:\d\d:\d\d\.\d+)")]
    private static partial Regex Duration();

    [GeneratedRegex(@"\[(?:error|fatal|panic)\] (.+)")]
    private static partial Regex Complaint();
}
