namespace RoiApp.Contracts.Rest;

/// <summary>How one replica does since its start. Each section is a property of its own.</summary>
public sealed record PerformanceResource(LiveResource Live);

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
