namespace RoiApp.Contracts.Rest;

/// <summary>How one replica does. Each section is a property of its own.</summary>
/// <param name="Live">The channels of live events, since the start.</param>
/// <param name="Operations">What was done since the start, by name.</param>
/// <param name="Targets">How quick each is to be, and whether it is.</param>
public sealed record PerformanceResource(LiveResource Live, IReadOnlyList<OperationResource> Operations, IReadOnlyList<TargetResource> Targets);

/// <summary>The channels of live events.</summary>
public sealed record LiveResource(IReadOnlyList<LiveChannelResource> Channels);

/// <param name="Name"><c>sse</c>, <c>websocket</c>, <c>grpc</c> or <c>in-process</c>.</param>
/// <param name="Open">Connections now.</param>
/// <param name="Opened">Connections since the start.</param>
/// <param name="Dropped">How many ended for which reason: <c>clientLeft</c>, <c>ended</c>, <c>slow</c>, <c>dead</c>, <c>refused</c>, <c>stopping</c>, <c>failed</c>.</param>
/// <param name="Events">Events written.</param>
/// <param name="Bytes">Bytes written, heartbeats and all.</param>
/// <param name="LagMs">From an event's coming to this replica until it was written.</param>
public sealed record LiveChannelResource(string Name, long Open, long Opened, IReadOnlyDictionary<string, long> Dropped, long Events, long Bytes, LagResource LagMs);

/// <summary>Quantiles to within 12 %, in milliseconds; null while there was no event.</summary>
public sealed record LagResource(long Count, double? P50, double? P95, double? P99, double? Max);

/// <param name="Name">The family, a space, and which of it: <c>http GET /api/workflows</c>, <c>step transcription</c>, <c>queue wait</c>.</param>
/// <param name="Family"><c>http</c>, <c>step</c>, <c>queue</c>, <c>events</c>, <c>database</c>, <c>query</c>, <c>cache</c>.</param>
/// <param name="Windows">Over the last 1, 5 and 60 minutes.</param>
/// <param name="Trend">The last five minutes, a quarter of a minute each, oldest first; without the one that is not over.</param>
public sealed record OperationResource(string Name, string Family, IReadOnlyList<WindowResource> Windows, IReadOnlyList<TrendResource> Trend);

/// <summary>Quantiles to within 1 %, in milliseconds; null while nothing was measured.</summary>
/// <param name="Minutes">1, 5 or 60; the window reaches back so far and up to a slot of its own (5 s, 15 s, a minute) more.</param>
/// <param name="Count">How often.</param>
/// <param name="Failed">How often it failed: an answer of 500 or more, a failed step.</param>
public sealed record WindowResource(
    int Minutes, long Count, long Failed, double PerSecond, double? MeanMs, double? P50Ms, double? P90Ms, double? P95Ms, double? P99Ms, double? MaxMs);

/// <summary>A quarter of a minute.</summary>
public sealed record TrendResource(long Count, double? P50Ms, double? P95Ms);

/// <param name="Target">Its name in the configuration.</param>
/// <param name="Operation">One that it covers; as configured while none was done.</param>
/// <param name="Percentile">Which share of all has to keep within the limit.</param>
/// <param name="Minutes">The window that it is judged by.</param>
/// <param name="Count">How often within it.</param>
/// <param name="MeasuredMs">The percentile as measured.</param>
/// <param name="Passed">Null while there is nothing to judge by.</param>
public sealed record TargetResource(string Target, string Operation, int Percentile, double LimitMs, int Minutes, long Count, double? MeasuredMs, bool? Passed);
