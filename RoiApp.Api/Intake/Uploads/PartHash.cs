using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace RoiApp.Api.Intake.Uploads;

/// <summary>The SHA-256 of an upload's bytes so far, computed as they come. One user at a time.</summary>
internal sealed class PartHash : IDisposable
{
    private const int BufferBytes = 1024 * 1024;

    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>How many bytes it covers.</summary>
    public long Bytes { get; private set; }

    public string Hex => Convert.ToHexStringLower(_sha256.GetCurrentHash());

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _sha256.AppendData(bytes);
        Bytes += bytes.Length;
    }

    /// <summary>Covers the first <paramref name="length"/> bytes of the file: after a restart, or when another replica has received some, they are read again.</summary>
    public async Task CatchUpAsync(SafeFileHandle file, long length, CancellationToken ct)
    {
        if (Bytes > length)
        {
            _sha256.GetHashAndReset();
            Bytes = 0;
        }
        if (Bytes == length)
        {
            return;
        }
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (Bytes < length)
            {
                var read = await RandomAccess.ReadAsync(file, buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - Bytes)), Bytes, ct);
                Append(read > 0 ? buffer.AsSpan(0, read) : throw new IOException("The part is shorter than it was."));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => _sha256.Dispose();
}
