using System.Text;

namespace OpenTelemetry.Instrumentation.AspNetCore;

/// <summary>A query string without its values, which may be private: <c>?q=Redacted&amp;page=Redacted</c>.</summary>
internal static class RedactedQuery
{
    public static string Of(string query)
    {
        var redacted = new StringBuilder(query.Length);
        for (var i = 0; i < query.Length; i++)
        {
            redacted.Append(query[i]);
            if (query[i] == '=')
            {
                redacted.Append("Redacted");
                while (i + 1 < query.Length && query[i + 1] != '&')
                {
                    i++;
                }
            }
        }

        return redacted.ToString();
    }
}
