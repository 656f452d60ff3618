using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Workflows;

/// <summary>Which workflows are meant, checked. Absent and empty are the same.</summary>
/// <param name="Language">Lower case; <c>es</c> means <c>es-MX</c>, too.</param>
/// <param name="Search">Part of the name or file name, in any case.</param>
/// <param name="From">Created then or later.</param>
/// <param name="Before">Created before then.</param>
internal sealed partial record WorkflowQuery(WorkflowStatus? Status, string? Language, string? Search, DateTimeOffset? From, DateTimeOffset? Before)
{
    public const int MaxSearchLength = 200;

    public static WorkflowQuery All { get; } = new(null, null, null, null, null);

    /// <summary>The same for the same rows: cursors are bound to it.</summary>
    public string Mark => string.Create(CultureInfo.InvariantCulture, $"{Status}\n{Language}\n{Search}\n{From:O}\n{Before:O}");

    /// <exception cref="ProblemException">A field is not valid; the problem names it.</exception>
    public static WorkflowQuery Parse(string? status, string? language, string? q, string? from, string? to)
    {
        var query = new WorkflowQuery(ParseStatus(status), ParseLanguage(language), ParseSearch(q), ParseTime(from, "from", dayEnds: false), ParseTime(to, "to", dayEnds: true));
        return query is { From: { } first, Before: { } end } && end <= first
            ? throw ProblemType.InvalidField.Because("'to' has to be later than 'from'.", "to")
            : query;
    }

    public IQueryable<Workflow> Of(IQueryable<Workflow> rows)
    {
        rows = rows.Where(w => w.Owner == Owner.Local);
        if (Status is { } status)
        {
            rows = rows.Where(w => w.Status == status);
        }
        if (From is { } from)
        {
            rows = rows.Where(w => w.CreatedAt >= from);
        }
        if (Before is { } before)
        {
            rows = rows.Where(w => w.CreatedAt < before);
        }
#pragma warning disable CA1304, CA1311, CA1862 // The database lowers, by its own rules.
        if (Language is { } language)
        {
            var regional = $"{language}-%";
            rows = rows.Where(w => w.Language.ToLower() == language || EF.Functions.Like(w.Language.ToLower(), regional));
        }
        if (Search is { } search)
        {
            var pattern = $"%{Escape(search.ToLowerInvariant())}%";
            rows = rows.Where(w => EF.Functions.Like(w.Name.ToLower(), pattern, "\\") || EF.Functions.Like(w.FileName.ToLower(), pattern, "\\"));
        }
#pragma warning restore CA1304, CA1311, CA1862
        return rows;
    }

    private static WorkflowStatus? ParseStatus(string? text) => text switch
    {
        null or "" => null,
        _ when Words.TryParse<WorkflowStatus>(text, out var status) => status,
        _ => throw ProblemType.InvalidField.Because($"'status' has to be one of {Words.All<WorkflowStatus>()}.", "status"),
    };

    private static string? ParseLanguage(string? text) => text switch
    {
        null or "" => null,
        _ when Tag().IsMatch(text) => text.ToLowerInvariant(),
        _ => throw ProblemType.InvalidField.Because("'language' has to be a BCP 47 tag such as es or es-MX, or 'auto'.", "language"),
    };

    private static string? ParseSearch(string? text) => text?.Trim() switch
    {
        null or "" => null,
        { Length: > MaxSearchLength } longer => throw ProblemType.InvalidField.Because($"'q' has {longer.Length} characters; at most {MaxSearchLength} are taken.", "q"),
        var search when search.Any(char.IsControl) => throw ProblemType.InvalidField.Because("'q' holds control characters.", "q"),
        var search => search,
    };

    private static DateTimeOffset? ParseTime(string? text, string field, bool dayEnds)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        // Past year 9998 there is no next day, and PostgreSQL's last year is nobody's memo.
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1 and < 9999)
        {
            return new(day.AddDays(dayEnds ? 1 : 0), TimeOnly.MinValue, TimeSpan.Zero);
        }
        return text.Length is >= 16 and <= 40 && text[10] == 'T'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) && at.Year is > 1 and < 9999
            ? at
            : throw ProblemType.InvalidField.Because($"'{field}' has to be a day such as 2026-11-25, or a time such as 2026-11-25T09:30:00Z.", field);
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_");

    [GeneratedRegex("^(auto|[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)$")]
    private static partial Regex Tag();
}
