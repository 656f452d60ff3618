using System.ClientModel;
using System.Text.Json;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace RoiApp.Processing.Services;

/// <summary>Turns what went wrong with a service into the words of a failed step: which service, why, which setting helps.</summary>
internal static class ServiceFailure
{
    /// <summary>The service answered, but not what was asked for. The next request may fare better.</summary>
    public const string InvalidAnswer = "engine-answer-invalid";

    /// <summary>Nothing but another setting helps.</summary>
    public const string Refused = "engine-refused";

    /// <summary>It is away, busy or too slow: later it may work.</summary>
    public const string Unreachable = "engine-unreachable";

    private const int LongestQuote = 200;

    /// <summary>True for what a service may do wrong, false for a cancellation of ours and for faults of our own.</summary>
    public static bool Covers(Exception e, CancellationToken ct) => !ct.IsCancellationRequested
        && e is ClientResultException or HttpRequestException or IOException or AggregateException or OperationCanceledException or TimeoutRejectedException or BrokenCircuitException
            or JsonException or InvalidDataException or FormatException or AnswerTooLargeException;

    /// <param name="what">What the service does, such as "speech service".</param>
    public static StepException Of(Exception e, ServicePlace place, string what) => e switch
    {
        AggregateException { InnerException: { } inner } => Of(inner, place, what),
        ClientResultException { Status: 401 or 403 } refused => Permanent(
            $"The {what} at {place.Address} refused the key (HTTP {refused.Status}). Set {place.Setting}:ApiKey to one that it knows.", e),
        ClientResultException { Status: 404 } => Permanent(
            $"The {what} at {place.Address} knows no such address or model (HTTP 404{Said(e, place)}). Set {place.Setting}:Endpoint to its base address, with /v1 where it has one, and {place.Setting}:Model to a model that it offers.", e),
        ClientResultException { Status: >= 300 and < 400 } moved => Permanent(
            $"The {what} at {place.Address} points elsewhere (HTTP {moved.Status}), which is not followed because the key would go along. Set {place.Setting}:Endpoint to the address it has now.", e),
        ClientResultException { Status: 413 } => Permanent(
            $"The {what} at {place.Address} takes no request as large as this (HTTP 413). Raise its limit, or set {place.Setting}:Endpoint to another one.", e),
        ClientResultException { Status: 429 } => Passing($"The {what} at {place.Address} has more to do than it can, or its quota is used up (HTTP 429{Said(e, place)}). Try again later, or raise the quota.", e),
        ClientResultException { Status: >= 400 and < 500 and not 408 } wrong => Permanent(
            $"The {what} at {place.Address} did not accept the request (HTTP {wrong.Status}{Said(e, place)}). Check {place.Setting}:Model.", e),
        ClientResultException { Status: > 0 } answered => Passing(
            $"The {what} at {place.Address} failed (HTTP {answered.Status}). Try again later, or look into its log.", e),
        AnswerTooLargeException or { InnerException: AnswerTooLargeException } => Invalid(place, what, $"it is longer than {place.Options.MaxAnswerBytes >> 10} KiB", e),
        JsonException or InvalidDataException or FormatException => Invalid(place, what, e.Message, e),
        BrokenCircuitException => Passing($"The {what} at {place.Address} failed too often just now and is left alone for a while. Try again in a minute.", e),
        OperationCanceledException or TimeoutRejectedException => Passing(
            $"The {what} at {place.Address} took too long (at most {place.Options.AttemptLimit.TotalSeconds:0.#} s an attempt). Try again later, or raise {place.Setting}:AttemptLimit.", e),
        _ => Passing($"The {what} at {place.Address} cannot be reached. Check {place.Setting}:Endpoint and that the service is up, then try again.", e),
    };

    /// <summary>An answer that is not in the form it should have.</summary>
    public static StepException Invalid(ServicePlace place, string what, string why, Exception? inner = null) =>
        new(InvalidAnswer, $"The {what} at {place.Address} gave an answer that cannot be used: {why.TrimEnd('.')}. Check {place.Setting}:Model, or try again.", retryable: true, inner);

    /// <summary>What the service itself says, where its answer is an error in OpenAI's form.</summary>
    public static string? MessageIn(ClientResultException e)
    {
        try
        {
            using var body = JsonDocument.Parse(e.GetRawResponse()?.Content?.ToMemory() ?? default);
            return body.RootElement.GetProperty("error").GetProperty("message").GetString();
        }
        catch (Exception other) when (other is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    // Retrying with another setting or once the service is up can help, so the workflow may be tried again in both cases.
    private static StepException Permanent(string message, Exception e) => new(Refused, message, retryable: true, e);

    private static StepException Passing(string message, Exception e) => new(Unreachable, message, retryable: true, e);

    private static string Said(Exception e, ServicePlace place)
    {
        if (e is not ClientResultException result || MessageIn(result) is not { Length: > 0 } said)
        {
            return "";
        }
        // Some services repeat the key that they were given.
        said = place.Options.ApiKey.Length > 0 ? said.Replace(place.Options.ApiKey, "…", StringComparison.Ordinal) : said;
        said = said.Length > LongestQuote ? said[..LongestQuote] + "…" : said;
        return $": \"{said.ReplaceLineEndings(" ").TrimEnd('.')}\"";
    }
}
