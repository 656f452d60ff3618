using System.Collections.Concurrent;
using System.Globalization;
using Google.Protobuf;
using Grpc.Core;

namespace RoiApp.StandIns.Tests.Rpc;

/// <summary>The service that all peers are tried on.</summary>
internal sealed class InteropService(InteropNotes notes) : Interop.InteropBase
{
    private const string EchoHeader = "x-echo-initial";
    private const string EchoTrailer = "x-echo-trailing-bin";

    public override async Task<Nothing> Empty(Nothing request, ServerCallContext context)
    {
        await EchoAsync(context);
        return new Nothing();
    }

    public override async Task<Answer> Unary(Ask request, ServerCallContext context)
    {
        await EchoAsync(context);
        ThrowIfAsked(request);
        return AnswerTo(request, request.ResponseBytes, 0, context);
    }

    public override async Task ServerStream(Ask request, IServerStreamWriter<Answer> responseStream, ServerCallContext context)
    {
        await EchoAsync(context);
        await StreamAsync(request, responseStream, context);
        ThrowIfAsked(request);
    }

    public override async Task<Total> ClientStream(IAsyncStreamReader<Ask> requestStream, ServerCallContext context)
    {
        await EchoAsync(context);
        var total = new Total();
        await notes.DuringAsync(context, async () =>
        {
            await foreach (var ask in requestStream.ReadAllAsync(context.CancellationToken))
            {
                ThrowIfAsked(ask);
                total.Bytes += ask.Payload.Length;
                total.Messages++;
            }
        });
        return total;
    }

    public override async Task Duplex(IAsyncStreamReader<Ask> requestStream, IServerStreamWriter<Answer> responseStream, ServerCallContext context)
    {
        await EchoAsync(context);
        await notes.DuringAsync(context, async () =>
        {
            await foreach (var ask in requestStream.ReadAllAsync(context.CancellationToken))
            {
                ThrowIfAsked(ask);
                await StreamAsync(ask, responseStream, context);
            }
        });
    }

    public override async Task<Answer> Sleep(Ask request, ServerCallContext context)
    {
        await notes.DuringAsync(context, () => Task.Delay(Timeout.Infinite, context.CancellationToken));
        return new Answer();
    }

    private static async Task StreamAsync(Ask ask, IServerStreamWriter<Answer> answers, ServerCallContext context)
    {
        for (var i = 0; i < ask.ResponseSizes.Count; i++)
        {
            if (ask.PauseMs > 0)
            {
                await Task.Delay(ask.PauseMs, context.CancellationToken);
            }

            await answers.WriteAsync(AnswerTo(ask, ask.ResponseSizes[i], i, context), context.CancellationToken);
        }
    }

    private static Answer AnswerTo(Ask ask, int bytes, int index, ServerCallContext context)
    {
        var answer = new Answer { Payload = ByteString.CopyFrom(new byte[bytes]), Index = index };
        if (ask.Describe)
        {
            var headers = context.GetHttpContext().Request.Headers;
            var left = context.Deadline == DateTime.MaxValue ? "none" : ((long)(context.Deadline - DateTime.UtcNow).TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
            answer.Description = $"encoding={headers["grpc-encoding"]};deadline={left};accept={headers["grpc-accept-encoding"]};attempts={headers["grpc-previous-rpc-attempts"]};host={context.Host};peer={context.Peer};port={context.GetHttpContext().Connection.LocalPort}";
        }

        return answer;
    }

    private static void ThrowIfAsked(Ask ask)
    {
        if (ask.StatusCode != 0)
        {
            throw new RpcException(new Status((StatusCode)ask.StatusCode, ask.StatusMessage));
        }
    }

    private static async Task EchoAsync(ServerCallContext context)
    {
        if (context.RequestHeaders.GetValueBytes(EchoTrailer) is { } trailer)
        {
            context.ResponseTrailers.Add(EchoTrailer, trailer);
        }

        if (context.RequestHeaders.GetValue(EchoHeader) is { } header)
        {
            await context.WriteResponseHeadersAsync(new Metadata { { EchoHeader, header } });
        }
    }
}

/// <summary>What the service has seen, for tests to wait on.</summary>
internal sealed class InteropNotes
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<TimeSpan>> _ends = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _starts = new();
    private int _running;

    /// <summary>Calls in the service at this moment.</summary>
    public int Running => Volatile.Read(ref _running);

    public Task StartOf(string tag) => _starts.GetOrAdd(tag, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public Task EndOf(string tag) => _ends.GetOrAdd(tag, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public async Task DuringAsync(ServerCallContext context, Func<Task> work)
    {
        var tag = context.RequestHeaders.GetValue("tag") ?? "";
        var started = DateTime.UtcNow;
        Interlocked.Increment(ref _running);
        _starts.GetOrAdd(tag, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        try
        {
            await work();
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            _ends.GetOrAdd(tag, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult(DateTime.UtcNow - started);
        }
    }
}
