using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.Caching.Hybrid;

/// <summary>Which keys the cache takes, and which of them the second level does. What is refused is logged.</summary>
internal sealed class KeyRules(int maxLength, ILogger logger)
{
    private const char LastControl = '\u001F';

    public bool Takes(string? key)
    {
        if (string.IsNullOrWhiteSpace(key))
        {
            HybridCacheLog.KeyEmpty(logger);
            return false;
        }

        if (key.Length > maxLength)
        {
            HybridCacheLog.KeyTooLong(logger, key.Length, maxLength);
            return false;
        }

        if (key.AsSpan().ContainsAnyInRange('\0', LastControl))
        {
            HybridCacheLog.KeyUnprintable(logger);
            return false;
        }

        return true;
    }

    /// <summary>Text that is not well formed would be changed on its way to the second level and might meet another's there.</summary>
    public bool SecondLevelTakes(string key, string[] tags)
    {
        if (!IsWellFormed(key))
        {
            HybridCacheLog.KeyIllFormed(logger);
            return false;
        }

        if (!Array.TrueForAll(tags, IsWellFormed))
        {
            HybridCacheLog.TagIllFormed(logger);
            return false;
        }

        return true;
    }

    private static bool IsWellFormed(string text)
    {
        var rest = text.AsSpan();
        while (rest.IndexOfAnyInRange('\uD800', '\uDFFF') is >= 0 and var at)
        {
            if (Rune.DecodeFromUtf16(rest[at..], out _, out var length) != OperationStatus.Done)
            {
                return false;
            }

            rest = rest[(at + length)..];
        }

        return true;
    }
}
