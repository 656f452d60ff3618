using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace RoiApp.ServiceDefaults;

/// <summary>A gRPC message encoding that unpacks so many bytes and no more: the library measures a message as it came, and a few kilobytes of gzip can hold gigabytes.</summary>
public sealed class BoundedCompression(ICompressionProvider inner, int maxBytes) : ICompressionProvider
{
    /// <inheritdoc/>
    public string EncodingName => inner.EncodingName;

    /// <summary>gzip and deflate, as every gRPC library has them.</summary>
    /// <param name="maxBytes">What a message may measure once unpacked.</param>
    public static IList<ICompressionProvider> Known(int maxBytes) =>
    [
        new BoundedCompression(new GzipCompressionProvider(CompressionLevel.Fastest), maxBytes),
        new BoundedCompression(new DeflateCompressionProvider(CompressionLevel.Fastest), maxBytes),
    ];

    /// <inheritdoc/>
    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) => inner.CreateCompressionStream(stream, compressionLevel);

    /// <inheritdoc/>
    public Stream CreateDecompressionStream(Stream stream) => new BoundedStream(inner.CreateDecompressionStream(stream), maxBytes);

    private sealed class BoundedStream(Stream inner, int maxBytes) : Stream
    {
        private int _left = maxBytes;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer) => Counted(inner.Read(buffer));

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Counted(await inner.ReadAsync(buffer, cancellationToken));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }

        private int Counted(int read)
        {
            _left -= read;
            return _left >= 0 ? read : throw new RpcException(new(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size."));
        }
    }
}
