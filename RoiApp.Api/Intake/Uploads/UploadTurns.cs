using Microsoft.Extensions.Options;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Intake.Uploads;

/// <summary>
/// Lets one request at a time work on an upload, and the newest go first: a client that comes back on a new connection must not wait for the server to
/// notice that its old one is dead. So whoever comes ends the reading of whoever is there, waits until that one has put away what it got, and goes on.
/// </summary>
internal sealed class UploadTurns(TimeProvider time, IOptions<UploadOptions> options)
{
    private readonly Dictionary<Guid, UploadTurn> _newest = [];

    /// <summary>Waits for the upload's turn. Dispose it to let the next one in.</summary>
    /// <exception cref="ProblemException">A still newer request came, or the one before does not end.</exception>
    public async Task<UploadTurn> TakeAsync(Guid upload, CancellationToken ct)
    {
        var mine = new UploadTurn(this, upload);
        UploadTurn? before;
        lock (_newest)
        {
            _newest.TryGetValue(upload, out before);
            _newest[upload] = mine;
        }
        if (before is null)
        {
            return mine;
        }
        before.TakeOver();
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, mine.TakenOver);
            await before.Left.WaitAsync(options.Value.TakeOverWithin, time, either.Token);
            return mine;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // Whoever waits for this one is to wait for the one before.
            _ = before.Left.ContinueWith(_ => mine.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            ct.ThrowIfCancellationRequested();
            throw Busy();
        }
    }

    /// <summary>The turn if nobody has it; null otherwise, and nobody is disturbed.</summary>
    public UploadTurn? TryTake(Guid upload)
    {
        lock (_newest)
        {
            return _newest.ContainsKey(upload) ? null : _newest[upload] = new UploadTurn(this, upload);
        }
    }

    public static ProblemException Busy() => ProblemType.UploadBusy.Because(
        "Another request works on this upload. Ask with HEAD how far it is, and go on from there.");

    private void Leave(UploadTurn turn)
    {
        lock (_newest)
        {
            if (_newest.TryGetValue(turn.Upload, out var newest) && newest == turn)
            {
                _newest.Remove(turn.Upload);
            }
        }
    }

    /// <summary>The right to work on an upload, until a newer request takes it over.</summary>
    internal sealed class UploadTurn(UploadTurns turns, Guid upload) : IDisposable
    {
        private readonly CancellationTokenSource _takenOver = new();
        private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Guid Upload => upload;

        /// <summary>Read no further: put away what there is, and leave.</summary>
        public CancellationToken TakenOver => _takenOver.Token;

        public Task Left => _left.Task;

        public void TakeOver() => _takenOver.Cancel();

        public void Dispose()
        {
            turns.Leave(this);
            _left.TrySetResult();
        }
    }
}
