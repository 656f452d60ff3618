using System.Globalization;

namespace RoiApp.Web.Components;

/// <summary>The wire's words and figures, as people say them.</summary>
internal static class Wording
{
    private const double LowConfidence = 0.5;

    /// <summary>Below this the engine guessed, and somebody should look.</summary>
    public static bool IsUnsure(double confidence) => confidence < LowConfidence;

    public static string Status(string status) => status switch
    {
        "uploaded" => "Received",
        "queued" => "Waiting",
        "running" => "Running",
        "completed" => "Completed",
        "failed" => "Failed",
        "cancelled" => "Cancelled",
        _ => status,
    };

    public static string Step(string name) => name switch
    {
        "transcription" => "Transcription",
        "translation" => "Translation",
        "extraction" => "Extraction",
        _ => name,
    };

    /// <param name="tag">BCP 47.</param>
    public static string Language(string tag)
    {
        if (tag is "auto" or "und" or "")
        {
            return "Language not known yet";
        }

        try
        {
            return CultureInfo.GetCultureInfo(tag).EnglishName;
        }
        catch (CultureNotFoundException)
        {
            return tag;
        }
    }

    /// <summary>A word of the wire at the beginning of a line; null stays null.</summary>
    public static string? Capitalised(string? word) => string.IsNullOrEmpty(word) ? null : char.ToUpperInvariant(word[0]) + word[1..];

    /// <returns>A position such as <c>0:07</c> or <c>1:02:07</c>.</returns>
    public static string Clock(long ms)
    {
        var time = TimeSpan.FromMilliseconds(ms);
        return time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
    }

    /// <returns>A length such as <c>0.4 s</c>, <c>12 s</c> or <c>3 min 20 s</c>.</returns>
    public static string Length(TimeSpan length) => length switch
    {
        { TotalSeconds: < 0.95 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, length.TotalMilliseconds):0} ms"),
        { TotalSeconds: < 9.95 } => string.Create(CultureInfo.InvariantCulture, $"{length.TotalSeconds:0.0} s"),
        { TotalSeconds: < 59.5 } => string.Create(CultureInfo.InvariantCulture, $"{length.TotalSeconds:0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{length.Minutes} min {length.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)length.TotalHours} h {length.Minutes} min"),
    };

    /// <param name="ahead">How many are to run before.</param>
    public static string Queue(int ahead) => ahead switch
    {
        0 => "Next in line",
        >= 1000 => "1,000 or more before it",
        _ => string.Create(CultureInfo.InvariantCulture, $"{ahead} before it"),
    };

    /// <summary>An estimate, as coarse as it is sure.</summary>
    /// <returns>Such as <c>a few seconds left</c>, <c>about 25 s left</c> or <c>about 3 min left</c>.</returns>
    public static string Left(long etaMs) => TimeSpan.FromMilliseconds(etaMs) switch
    {
        { TotalSeconds: < 7.5 } => "a few seconds left",
        { TotalSeconds: < 57.5 } and var left => string.Create(CultureInfo.InvariantCulture, $"about {Math.Round(left.TotalSeconds / 5) * 5:0} s left"),
        { TotalMinutes: < 59.5 } and var left => string.Create(CultureInfo.InvariantCulture, $"about {Math.Max(1, Math.Round(left.TotalMinutes)):0} min left"),
        var left => string.Create(CultureInfo.InvariantCulture, $"about {Math.Round(left.TotalHours * 2) / 2:0.#} h left"),
    };

    public static string Size(long bytes) => bytes switch
    {
        < 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 10):0} KB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.##} GB"),
    };

    /// <returns>Such as <c>just now</c>, <c>4 min ago</c> or <c>3 Mar 2026</c>.</returns>
    public static string Ago(DateTimeOffset then, DateTimeOffset now) => (now - then) switch
    {
        { TotalSeconds: < 45 } => "just now",
        { TotalMinutes: < 59.5 } and var ago => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Round(ago.TotalMinutes)):0} min ago"),
        { TotalHours: < 23.5 } and var ago => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(ago.TotalHours):0} h ago"),
        { TotalDays: < 6.5 } and var ago => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Round(ago.TotalDays)):0} d ago"),
        _ => then.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture),
    };

    public static string Moment(DateTimeOffset then) => then.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
