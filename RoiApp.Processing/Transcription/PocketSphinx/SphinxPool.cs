using System.Threading.Channels;
using Microsoft.Extensions.Options;
using RoiApp.Processing.Decoding;
using RoiApp.Processing.Transcription.Contacts;
using RoiApp.Processing.Transcription.MemoModel;
using RoiApp.Processing.Transcription.Pronunciation;

namespace RoiApp.Processing.Transcription.PocketSphinx;

/// <summary>
/// The recognisers of this process, each on a thread of its own, which take stretches of speech from one queue, first come first served.
/// </summary>
/// <remarks>
/// Threads of their own because recognition keeps a core busy for seconds: on the thread pool it would hold up everything else.
/// They start, and load their models, at the first use or at <see cref="WarmUp"/>.
/// </remarks>
internal sealed partial class SphinxPool : IDisposable
{
    private readonly Channel<Work> _queue;
    private readonly Lazy<Thread[]> _threads;
    private readonly Func<SphinxModel> _model;
    private readonly Pronouncer _pronouncer;
    private readonly ProcessingMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<SphinxPool> _logger;
    private readonly CancellationTokenSource _stopping = new();

    public SphinxPool(IOptions<TranscriptionOptions> options, MemoModelFile memos, Pronouncer pronouncer, ProcessingMetrics metrics, TimeProvider time, ILogger<SphinxPool> logger)
    {
        Size = options.Value.RecogniserCount;
        _model = () => new SphinxModel(options.Value.ModelDirectory, memos.Path, options.Value.MemoModelWeight) { Dictionary = memos.Dictionary };
        _pronouncer = pronouncer;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        // Callers wait here in the order they came; those who wait longer than this hold their audio themselves.
        _queue = Channel.CreateBounded<Work>(Size);
        _threads = new Lazy<Thread[]>(() => [.. Enumerable.Range(0, Size).Select(Start)]);
    }

    /// <summary>Recognisers that run at once.</summary>
    public int Size { get; }

    /// <summary>Stretches being recognised at this moment.</summary>
    public int Busy => Volatile.Read(ref _busy);

    /// <summary>Whether a stretch waits for a recogniser.</summary>
    public bool IsBehind => _queue.Reader.Count > 0;

    private int _busy;
    private int _saidUnmixed;

    /// <summary>Starts the threads, which load their models, and does not wait for them.</summary>
    public void WarmUp() => _ = _threads.Value;

    /// <summary>Recognises one stretch whose partial text nobody wants, and in which nobody is expected.</summary>
    public Task<IReadOnlyList<SphinxWord>> RecogniseAsync(ReadOnlyMemory<short> samples, Action<long> heard, CancellationToken ct) => RecogniseAsync(samples, heard, partial: null, contacts: null, ct);

    /// <summary>Recognises one stretch as soon as a recogniser is free.</summary>
    /// <param name="heard">Told on the recogniser's thread how many milliseconds of audio it has gone through since it was told last.</param>
    /// <param name="partial">Told on that thread what has been heard so far; null when nobody wants to know.</param>
    /// <param name="contacts">Known contacts to expect; null for none.</param>
    /// <exception cref="StepException">PocketSphinx or its model is not installed.</exception>
    public async Task<IReadOnlyList<SphinxWord>> RecogniseAsync(
        ReadOnlyMemory<short> samples, Action<long> heard, PartialHypothesis? partial, ContactModel? contacts, CancellationToken ct)
    {
        WarmUp();
        var work = new Work(samples, heard, partial, contacts, _time.GetTimestamp(), ct);
        await _queue.Writer.WriteAsync(work, ct);
        // Not yet begun: given up at once. Begun: the recogniser itself stops, and only then is the buffer free.
        await using var giveUp = ct.UnsafeRegister(static state => ((Work)state!).GiveUp(), work);
        return await work.Result.Task;
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _queue.Writer.TryComplete();
        if (_threads.IsValueCreated)
        {
            foreach (var thread in _threads.Value)
            {
                thread.Join();
            }
        }
        _stopping.Dispose();
    }

    private Thread Start(int number)
    {
        var thread = new Thread(Serve) { IsBackground = true, Name = $"recogniser {number}" };
        thread.Start();
        return thread;
    }

    private void Serve()
    {
        var decoder = TryOpen();
        try
        {
            while (Next() is { } work)
            {
                if (!work.TryBegin())
                {
                    continue;
                }
                try
                {
                    if (decoder is { IsWornOut: true })
                    {
                        decoder.Dispose();
                        decoder = null;
                    }
                    decoder ??= Open();
                    work.Result.TrySetResult(Recognise(decoder, work));
                }
                catch (OperationCanceledException) when (work.Cancelled.IsCancellationRequested)
                {
                    work.Result.TrySetCanceled(work.Cancelled);
                }
                catch (Exception e)
                {
                    work.Result.TrySetException(e);
                }
            }
        }
        finally
        {
            decoder?.Dispose();
            while (_queue.Reader.TryRead(out var left))
            {
                left.Result.TrySetCanceled(_stopping.Token);
            }
        }
    }

    private Work? Next()
    {
        while (!_stopping.IsCancellationRequested && _queue.Reader.WaitToReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
        {
            if (_queue.Reader.TryRead(out var work))
            {
                return work;
            }
        }
        return null;
    }

    private IReadOnlyList<SphinxWord> Recognise(SphinxDecoder decoder, Work work)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(work.Cancelled, _stopping.Token);
        var waited = _time.GetElapsedTime(work.QueuedAt);
        var started = _time.GetTimestamp();
        Interlocked.Increment(ref _busy);
        try
        {
            var words = decoder.Recognise(work.Samples.Span, work.Heard, work.Partial, work.Contacts, either.Token);
            _metrics.Recognised(waited, _time.GetElapsedTime(started), TimeSpan.FromSeconds((double)work.Samples.Length / PcmBlock.SampleRate));
            return words;
        }
        finally
        {
            Interlocked.Decrement(ref _busy);
        }
    }

    // A model that is missing at the start may be there when it is needed.
    private SphinxDecoder? TryOpen()
    {
        try
        {
            return Open();
        }
        catch (StepException e)
        {
            NotLoaded(_logger, e.Message);
            return null;
        }
    }

    private SphinxDecoder Open()
    {
        var started = _time.GetTimestamp();
        var model = _model();
        var decoder = SphinxDecoder.Open(model, _pronouncer);
        if (model.MemoModel is { } memo && !decoder.UsesMemoModel && Interlocked.Exchange(ref _saidUnmixed, 1) == 0)
        {
            NotMixed(_logger, memo);
        }
        Loaded(_logger, _time.GetElapsedTime(started).TotalMilliseconds);
        return decoder;
    }

    [LoggerMessage(1, LogLevel.Information, "A recogniser is ready after {ElapsedMs:0} ms")]
    private static partial void Loaded(ILogger logger, double elapsedMs);

    [LoggerMessage(2, LogLevel.Warning, "No recogniser: {Reason}")]
    private static partial void NotLoaded(ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Warning, "The language model {MemoModel} is missing or does not load: the stock one is used alone")]
    private static partial void NotMixed(ILogger logger, string memoModel);

    private sealed record Work(ReadOnlyMemory<short> Samples, Action<long> Heard, PartialHypothesis? Partial, ContactModel? Contacts, long QueuedAt, CancellationToken Cancelled)
    {
        private int _begun;

        public TaskCompletionSource<IReadOnlyList<SphinxWord>> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool TryBegin() => Interlocked.Exchange(ref _begun, 1) == 0;

        public void GiveUp()
        {
            if (TryBegin())
            {
                Result.TrySetCanceled(Cancelled);
            }
        }
    }
}
