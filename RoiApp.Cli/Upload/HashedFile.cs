using System.Buffers;
using System.Net;
using System.Security.Cryptography;

namespace RoiApp.Cli.Upload;

/// <summary>A file that is read in order, some of it more than once; its SHA-256 is computed as bytes are read the first time.</summary>
internal sealed class HashedFile(FileStream file, Action<long> read) : IDisposable
{
    private const int BufferBytes = 128 * 1024;

    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _hashed;

    public long Length => file.Length;

    /// <summary>All bytes from a place on, as the body of a request. One at a time.</summary>
    public HttpContent From(long offset) => new Remainder(this, offset);

    /// <summary>Of the whole file; lower-case hex.</summary>
    public async Task<string> Sha256Async(CancellationToken ct)
    {
        await CopyAsync(Stream.Null, _hashed, ct); // A server that has the whole file asks for none of it again.
        return Convert.ToHexStringLower(_sha256.GetCurrentHash());
    }

    public void Dispose() => _sha256.Dispose();

    private async Task CopyAsync(Stream to, long offset, CancellationToken ct)
    {
        if (offset > _hashed)
        {
            await CopyAsync(Stream.Null, _hashed, ct);
        }
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int count;
            while ((count = await RandomAccess.ReadAsync(file.SafeFileHandle, buffer.AsMemory(0, BufferBytes), offset, ct)) > 0)
            {
                if (offset + count > _hashed)
                {
                    var known = (int)(_hashed - offset);
                    _sha256.AppendData(buffer.AsSpan(known, count - known));
                    _hashed = offset + count;
                }
                await to.WriteAsync(buffer.AsMemory(0, count), ct);
                offset += count;
                if (to != Stream.Null)
                {
                    read(offset);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private sealed class Remainder : HttpContent
    {
        private readonly HashedFile _file;
        private readonly long _offset;

        public Remainder(HashedFile file, long offset)
        {
            (_file, _offset) = (file, offset);
            Headers.ContentType = new("application/offset+octet-stream");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => _file.CopyAsync(stream, _offset, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = Math.Max(0, _file.Length - _offset);
            return true;
        }
    }
}
