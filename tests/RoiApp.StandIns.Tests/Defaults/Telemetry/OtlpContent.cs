namespace RoiApp.StandIns.Tests.Defaults.Telemetry;

/// <summary>What an OTLP export said, by the field numbers of https://github.com/open-telemetry/opentelemetry-proto, v1.</summary>
internal static class OtlpContent
{
    public static IEnumerable<ReceivedSpan> Spans(WireMessage export) =>
        from resource in export.Messages(1) // ExportTraceServiceRequest.resource_spans
        from scope in resource.Messages(2) // ResourceSpans.scope_spans
        from span in scope.Messages(2) // ScopeSpans.spans
        select new ReceivedSpan(
            ServiceName(resource), ScopeName(scope), span.Text(5), span.Number(6), span.Hex(1), span.Hex(2), span.Hex(4), Attributes(span, 9),
            span.Messages(15).Select(status => status.Number(3)).FirstOrDefault());

    public static IEnumerable<ReceivedMetric> Metrics(WireMessage export) =>
        from resource in export.Messages(1) // ExportMetricsServiceRequest.resource_metrics
        from scope in resource.Messages(2) // ResourceMetrics.scope_metrics
        from metric in scope.Messages(2) // ScopeMetrics.metrics
        from points in (int[])[5, 7, 9] // Metric.gauge, .sum, .histogram, each with its data_points
        from data in metric.Messages(points)
        from point in data.Messages(1)
        select new ReceivedMetric(
            ServiceName(resource), ScopeName(scope), metric.Text(1), Attributes(point, points == 9 ? 9 : 7)); // HistogramDataPoint, NumberDataPoint

    public static IEnumerable<ReceivedLog> Logs(WireMessage export) =>
        from resource in export.Messages(1) // ExportLogsServiceRequest.resource_logs
        from scope in resource.Messages(2) // ResourceLogs.scope_logs
        from record in scope.Messages(2) // ScopeLogs.log_records
        select new ReceivedLog(
            ServiceName(resource), ScopeName(scope), record.Text(3), record.Messages(5).Select(body => body.Text(1)).FirstOrDefault() ?? "", record.Hex(9), record.Hex(10));

    private static string ServiceName(WireMessage resource) => Attributes(resource.Messages(1).Single(), 1).GetValueOrDefault("service.name", "");

    private static string ScopeName(WireMessage scope) => scope.Messages(1).Select(found => found.Text(1)).FirstOrDefault() ?? "";

    // KeyValue: key 1, value 2; AnyValue: string_value 1, int_value 3.
    private static Dictionary<string, string> Attributes(WireMessage message, int number) => message.Messages(number).ToDictionary(
        attribute => attribute.Text(1),
        attribute => attribute.Messages(2).Select(value => value.Text(1) is { Length: > 0 } text ? text : $"{value.Number(3)}").FirstOrDefault() ?? "");
}

/// <param name="Kind">2 is a server's, 3 a client's.</param>
/// <param name="Status">2 is an error.</param>
internal sealed record ReceivedSpan(
    string Service, string Source, string Name, ulong Kind, string TraceId, string SpanId, string ParentSpanId, IReadOnlyDictionary<string, string> Attributes, ulong Status);

/// <summary>One data point of a metric.</summary>
internal sealed record ReceivedMetric(string Service, string Meter, string Name, IReadOnlyDictionary<string, string> Attributes);

internal sealed record ReceivedLog(string Service, string Category, string Severity, string Body, string TraceId, string SpanId);
