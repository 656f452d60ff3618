using RoiApp.Contracts.V1;

namespace RoiApp.Processing.Services;

/// <summary>
/// One workflow's way through the engines of a step: the first is asked until it cannot, then the next. Remembers who did how much and why
/// an engine was left, for people to read.
/// </summary>
/// <remarks>For one workflow; requests come one after another.</remarks>
internal sealed class Handover<TEngine>(IReadOnlyList<TEngine> engines, Func<TEngine, Engine> nameOf, string unit)
{
    private readonly int[] _done = new int[engines.Count];
    private readonly Dictionary<int, StepException> _reasons = [];
    private int _current;

    /// <summary>The engine that begins.</summary>
    public Engine First => nameOf(engines[0]);

    /// <summary>The engines that did something, in order, as one.</summary>
    public Engine? Made => Engines.Join([.. Enumerable.Range(0, engines.Count).Where(i => _done[i] > 0).DefaultIfEmpty(_current).Select(i => nameOf(engines[i]))]);

    /// <summary>Why and how much others than the first did; empty when it did all.</summary>
    public string Note => string.Join(' ', _reasons.Select(left => $"{_done[(left.Key + 1)..].Sum()} of {_done.Sum()} {unit} not by {nameOf(engines[left.Key]).Name}: {left.Value.Message}"));

    /// <summary>Asks the engine whose turn it is, and after a failure the next.</summary>
    /// <exception cref="StepException">None could; the message has the reason of each.</exception>
    public async Task<TResult> AskAsync<TResult>(Func<TEngine, Task<TResult>> ask)
    {
        for (var at = _current; ; at++)
        {
            try
            {
                var result = await ask(engines[at]);
                _done[at]++;
                return result;
            }
            catch (StepException e)
            {
                if (at + 1 == engines.Count)
                {
                    throw _reasons.Count == 0 ? e : Combine(at, e);
                }
                _reasons[at] = e;
                // A bad answer is one request's bad luck; a service that refuses or is away would only cost the next request its time.
                _current = e.Code == ServiceFailure.InvalidAnswer ? _current : at + 1;
            }
        }
    }

    private StepException Combine(int last, StepException e) => new(
        e.Code,
        string.Join(' ', _reasons.Where(left => left.Key < last).Select(left => left.Value.Message).Append($"Nor could {nameOf(engines[last]).Name}: {e.Message}")),
        e.Retryable || _reasons.Values.Any(left => left.Retryable),
        e);
}
