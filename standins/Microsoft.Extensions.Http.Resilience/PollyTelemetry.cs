using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Polly.Telemetry;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>Logs what the strategies do and counts it in meter <c>Polly</c>.</summary>
internal sealed partial class PollyTelemetry(ILoggerFactory loggers, IMeterFactory meters) : TelemetryListener
{
    private readonly ILogger _logger = loggers.CreateLogger("Polly");

    private readonly Counter<int> _events = meters.Create("Polly").CreateCounter<int>(
        "resilience.polly.strategy.events", description: "Tracks the number of resilience events that occurred in resilience strategies.");

    public override void Write<TResult, TArgs>(in TelemetryEventArguments<TResult, TArgs> args)
    {
        var (source, happened) = (args.Source, args.Event);
        if (happened.Severity == ResilienceEventSeverity.None)
        {
            return;
        }

        _events.Add(
            1,
            new("event.name", happened.EventName),
            new("event.severity", happened.Severity.ToString()),
            new("pipeline.name", source.PipelineName),
            new("strategy.name", source.StrategyName));
        var level = happened.Severity switch
        {
            ResilienceEventSeverity.Debug => LogLevel.Debug,
            ResilienceEventSeverity.Information => LogLevel.Information,
            ResilienceEventSeverity.Warning => LogLevel.Warning,
            ResilienceEventSeverity.Error => LogLevel.Error,
            _ => LogLevel.Critical,
        };
        object? result = args.Outcome is not { Exception: null } outcome ? null : outcome.Result is HttpResponseMessage response ? (int)response.StatusCode : outcome.Result;
        ResilienceEvent(_logger, level, happened.EventName, source.PipelineName, source.StrategyName, args.Context.OperationKey, result, args.Outcome?.Exception);
    }

    [LoggerMessage(
        Message = "Resilience event occurred. EventName: '{EventName}', Source: '{PipelineName}/{StrategyName}', Operation Key: '{OperationKey}', Result: '{Result}'",
        EventName = "ResilienceEvent")]
    private static partial void ResilienceEvent(
        ILogger logger, LogLevel level, string eventName, string? pipelineName, string? strategyName, string? operationKey, object? result, Exception? exception);
}
