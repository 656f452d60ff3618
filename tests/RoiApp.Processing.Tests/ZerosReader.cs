using System.Buffers;
using System.IO.Pipelines;

namespace RoiApp.Processing.Tests;

/// <summary>A long content that exists only as far as it is read.</summary>
internal sealed class ZerosReader(long length) : PipeReader
{
    private const int Step = 64 * 1024;

    private int _shown;

    /// <summary>Bytes that were looked at.</summary>
    public long Taken { get; private set; }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        _shown += Step;
        Taken = Math.Max(Taken, _shown);
        return ValueTask.FromResult(new ReadResult(new ReadOnlySequence<byte>(new byte[_shown]), isCanceled: false, isCompleted: Taken >= length));
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => _shown -= consumed.GetInteger();

    public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

    public override void CancelPendingRead() => throw new NotSupportedException();

    public override void Complete(Exception? exception = null)
    {
    }
}
