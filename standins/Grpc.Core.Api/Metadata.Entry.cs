using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    private static readonly SearchValues<char> s_keyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");

    /// <summary>One key with its value, a string or (when the key ends in <c>-bin</c>) bytes.</summary>
    public class Entry
    {
        private readonly string? _value;
        private readonly byte[]? _bytes;

        /// <exception cref="ArgumentException">The key has a character that keys may not have, or lacks the suffix <c>-bin</c>.</exception>
        public Entry(string key, byte[] valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
            Key = Normalized(key);
            if (!IsBinaryKey(Key))
            {
                throw new ArgumentException($"The key of a binary metadata entry must end in '{BinaryHeaderSuffix}', and '{key}' does not.", nameof(key));
            }

            _bytes = (byte[])valueBytes.Clone(); // Entries are immutable; arrays are not.
        }

        /// <exception cref="ArgumentException">The key has a character that keys may not have, or has the suffix <c>-bin</c>.</exception>
        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Key = Normalized(key);
            if (IsBinaryKey(Key))
            {
                throw new ArgumentException($"The key of a text metadata entry must not end in '{BinaryHeaderSuffix}', and '{key}' does.", nameof(key));
            }

            _value = value;
        }

        /// <summary>Lower case.</summary>
        public string Key { get; }

        public bool IsBinary => _value is null;

        /// <exception cref="InvalidOperationException">The entry is binary.</exception>
        public string Value => _value ?? throw new InvalidOperationException("Cannot access string value of a binary metadata entry");

        /// <summary>A copy of the bytes; of a text entry, its ASCII bytes.</summary>
        public byte[] ValueBytes => _bytes is null ? Encoding.ASCII.GetBytes(_value!) : (byte[])_bytes.Clone();

        public override string ToString() => IsBinary ? $"[Entry: key={Key}, valueBytes={_bytes}]" : $"[Entry: key={Key}, value={_value}]";

        internal bool HasKey(string key) => string.Equals(Key, key, StringComparison.OrdinalIgnoreCase);

        private static bool IsBinaryKey(string key) => key.EndsWith(BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase);

        private static string Normalized(string key)
        {
            ArgumentNullException.ThrowIfNull(key);
            return key.AsSpan().ContainsAnyExcept(s_keyCharacters)
                ? throw new ArgumentException($"Metadata key '{key}' may have letters, digits, underscores, hyphens and dots only.", nameof(key))
                : key.ToLowerInvariant();
        }
    }
}
