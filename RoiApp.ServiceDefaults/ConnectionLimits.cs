using System.Globalization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;

namespace RoiApp.ServiceDefaults;

/// <summary>What a connection may cost before anybody has looked at a request: settings of the section <c>Listen</c>.</summary>
/// <param name="MaxConnections">Open at once; further ones are closed as they come.</param>
/// <param name="MaxUpgraded">Of WebSockets, which are counted apart.</param>
/// <param name="MaxHeaders">Fields of a request.</param>
/// <param name="MaxHeaderBytes">All of them together, names and all.</param>
/// <param name="MaxBodyBytes">Of a body whose route does not say otherwise; uploads do.</param>
/// <param name="HeadersWithin">How long a client may take to send them.</param>
/// <param name="IdleAtMost">How long a connection is kept that nobody uses.</param>
internal sealed record ConnectionLimits(
    long MaxConnections, long MaxUpgraded, int MaxHeaders, int MaxHeaderBytes, long MaxBodyBytes, TimeSpan HeadersWithin, TimeSpan IdleAtMost)
{
    public static ConnectionLimits From(IConfigurationSection listen)
    {
        return new(
            Number("MaxConnections", 10_000, from: 1), Number("MaxUpgraded", 5_000, from: 1), (int)Number("MaxHeaders", 100, from: 8), (int)Number("MaxHeaderBytes", 32 * 1024, from: 1024),
            Number("MaxBodyBytes", 5 * 1024 * 1024, from: 1024), Time("HeadersWithin", TimeSpan.FromSeconds(15)), Time("IdleAtMost", TimeSpan.FromSeconds(130)));

        long Number(string name, long otherwise, long from) => listen[name] switch
        {
            null or "" => otherwise,
            var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= int.MaxValue => number,
            var text => throw new InvalidOperationException($"Setting Listen:{name} is '{text}': give a number from {from} to {int.MaxValue}."),
        };

        TimeSpan Time(string name, TimeSpan otherwise) => listen[name] switch
        {
            null or "" => otherwise,
            var text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.FromSeconds(1) && time <= TimeSpan.FromDays(1) => time,
            var text => throw new InvalidOperationException($"Setting Listen:{name} is '{text}': give a time from 00:00:01 to 1.00:00:00."),
        };
    }

    public void ApplyTo(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = MaxConnections;
        limits.MaxConcurrentUpgradedConnections = MaxUpgraded;
        limits.MaxRequestHeaderCount = MaxHeaders;
        limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        limits.MaxRequestLineSize = Math.Min(limits.MaxRequestLineSize, MaxHeaderBytes);
        limits.MaxRequestBodySize = MaxBodyBytes;
        limits.RequestHeadersTimeout = HeadersWithin;
        limits.KeepAliveTimeout = IdleAtMost;
    }
}
