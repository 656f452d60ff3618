using Grpc.Core;
using Grpc.Net.Client.Configuration;

namespace Grpc.Net.Client.Calls;

/// <summary>Which methods of a channel are retried, and whether retries are throttled just now.</summary>
internal sealed class RetryBook
{
    private readonly Dictionary<(string Service, string Method), RetryRules> _rules = [];
    private readonly Lock _gate = new();
    private readonly double _maxTokens;
    private readonly double _ratio;
    private double _tokens;

    public RetryBook(ServiceConfig? config, int? maxAttempts)
    {
        foreach (var method in config?.MethodConfigs ?? [])
        {
            if (method.RetryPolicy is { } policy)
            {
                var rules = RetryRules.From(policy, maxAttempts);
                foreach (var name in method.Names)
                {
                    _rules.Add((name.Service ?? "", name.Method ?? ""), rules);
                }
            }
        }

        if (config?.RetryThrottling is { } throttling)
        {
            _maxTokens = _tokens = throttling.MaxTokens ?? throw new InvalidOperationException($"Retry throttling needs {nameof(throttling.MaxTokens)}.");
            _ratio = throttling.TokenRatio ?? throw new InvalidOperationException($"Retry throttling needs {nameof(throttling.TokenRatio)}.");
        }
    }

    public RetryRules? For(IMethod method) => _rules.Count == 0
        ? null
        : _rules.GetValueOrDefault((method.ServiceName, method.Name)) ?? _rules.GetValueOrDefault((method.ServiceName, "")) ?? _rules.GetValueOrDefault(("", ""));

    /// <summary>gRFC A6: a retryable failure takes one token; retries stop while half of the tokens or fewer are left.</summary>
    /// <returns>Whether a retry is allowed.</returns>
    public bool AllowsAfterFailure()
    {
        lock (_gate)
        {
            _tokens = Math.Max(0, _tokens - 1);
            return _maxTokens == 0 || _tokens > _maxTokens / 2;
        }
    }

    public void Succeeded()
    {
        lock (_gate)
        {
            _tokens = Math.Min(_maxTokens, _tokens + _ratio);
        }
    }
}
