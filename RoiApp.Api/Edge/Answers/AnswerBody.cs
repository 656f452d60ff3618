using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace RoiApp.Api.Edge.Answers;

/// <summary>
/// The body of an answer while it is made: held until it is whole, so that its length, its tag and its coding are known before the first byte leaves. What grows
/// past <paramref name="maxHeldBytes"/> is passed on piece by piece instead, and the memory stays as it is.
/// </summary>
/// <remarks>One writer at a time, as for every response.</remarks>
internal sealed class AnswerBody(IHttpResponseBodyFeature wire, int maxHeldBytes, Func<ContentCoding> beginLong) : PipeWriter, IHttpResponseBodyFeature, IDisposable
{
    private const int FirstBytes = 4096;

    private byte[] _held = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int _length;
    private long _unflushed;
    private Stream? _out;
    private Stream? _asStream;

    /// <summary>True once bytes have left: then headers are past changing.</summary>
    public bool IsLong => _out is not null;

    /// <summary>What is held, all of it unless <see cref="IsLong"/>.</summary>
    public ReadOnlyMemory<byte> Held => _held.AsMemory(0, _length);

    /// <summary>Bytes passed on so far, before they were compressed.</summary>
    public long PassedOn { get; private set; }

    public Stream Stream => _asStream ??= AsStream(leaveOpen: true);

    public PipeWriter Writer => this;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _unflushed;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _held.AsMemory(_length);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _held.AsSpan(_length);
    }

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bytes, (uint)(_held.Length - _length));
        _length += bytes;
        _unflushed += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        _unflushed = 0;
        return _length > maxHeldBytes ? PassOnAsync(cancellationToken) : new(new FlushResult(isCanceled: false, isCompleted: false));
    }

    /// <summary>Sends what is left of a long answer, and what its compression still holds.</summary>
    public async ValueTask EndLongAsync(CancellationToken ct)
    {
        await PassOnAsync(ct);
        if (_out != wire.Stream)
        {
            await _out!.DisposeAsync();
        }
    }

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    // Headers leave with the first byte: who starts early may still have headers to come.
    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task CompleteAsync() => Task.CompletedTask;

    public void DisableBuffering()
    {
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_held);
        _held = [];
        _length = 0;
    }

    private async ValueTask<FlushResult> PassOnAsync(CancellationToken ct)
    {
        if (_out is null)
        {
            var coding = beginLong();
            _out = coding == ContentCoding.Identity ? wire.Stream : Compressor.Into(wire.Stream, coding);
        }
        await _out.WriteAsync(Held, ct);
        PassedOn += _length;
        _length = 0;
        return new(isCanceled: false, isCompleted: false);
    }

    private void Reserve(int sizeHint)
    {
        var needed = _length + Math.Max(sizeHint, 256);
        if (needed <= _held.Length)
        {
            return;
        }
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _held.Length * 2));
        Held.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_held);
        _held = larger;
    }
}
