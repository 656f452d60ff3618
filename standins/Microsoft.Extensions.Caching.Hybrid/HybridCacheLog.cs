using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.Caching.Hybrid;

/// <summary>What the cache says, under the package's category and event ids.</summary>
internal static partial class HybridCacheLog
{
    [LoggerMessage(1, LogLevel.Error, "A value is larger than the cache takes ({MaxBytes} bytes): it is kept in memory alone.")]
    public static partial void TooLarge(ILogger logger, long maxBytes);

    [LoggerMessage(2, LogLevel.Error, "A value cannot be serialised for the cache.")]
    public static partial void NotSerialised(ILogger logger, Exception e);

    [LoggerMessage(3, LogLevel.Error, "A value from the cache cannot be read.")]
    public static partial void NotDeserialised(ILogger logger, Exception e);

    [LoggerMessage(4, LogLevel.Error, "A cache key is empty: the cache is bypassed.")]
    public static partial void KeyEmpty(ILogger logger);

    [LoggerMessage(5, LogLevel.Error, "A cache key has {Length} characters, at most {MaxLength} are taken: the cache is bypassed.")]
    public static partial void KeyTooLong(ILogger logger, int length, int maxLength);

    [LoggerMessage(6, LogLevel.Error, "The second level of the cache cannot be read: taken for a miss.")]
    public static partial void ReadFailed(ILogger logger, Exception e);

    [LoggerMessage(7, LogLevel.Error, "The second level of the cache cannot be written: the value is kept in memory alone.")]
    public static partial void WriteFailed(ILogger logger, Exception e);

    [LoggerMessage(8, LogLevel.Error, "A cache key holds control characters: the cache is bypassed.")]
    public static partial void KeyUnprintable(ILogger logger);

    [LoggerMessage(9, LogLevel.Error, "A cache key is no well-formed text: the second level is bypassed.")]
    public static partial void KeyIllFormed(ILogger logger);

    [LoggerMessage(10, LogLevel.Error, "A cache tag is no well-formed text: the second level is bypassed.")]
    public static partial void TagIllFormed(ILogger logger);

    [LoggerMessage(11, LogLevel.Warning, "What the second level holds under this key is not this cache's: taken for a miss ({Reason}).")]
    public static partial void Rejected(ILogger logger, EnvelopeFault reason);
}
