using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using RoiApp.Contracts.V1;

namespace RoiApp.Cli.Report;

/// <summary>One file's way: submit, watch to the end, fetch the result. A broken connection is taken up again where it was.</summary>
internal sealed class MemoSubmission(Workflows.WorkflowsClient client, string file, string language, string? targetLanguage)
{
    private const int ChunkBytes = 128 * 1024;
    private const int MaxReconnects = 30;
    private static readonly TimeSpan s_reconnectAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_answerWithin = TimeSpan.FromSeconds(30);

    public async Task<MemoResult> RunAsync(IMemoProgress progress, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        string? id = null;
        try
        {
            id = (await SubmitAsync(progress, ct)).Id;
            await WatchToTheEndAsync(id, progress, ct);
            var workflow = await client.GetAsync(new GetWorkflowRequest { Id = id, View = WorkflowView.Full }, deadline: DateTime.UtcNow + s_answerWithin, cancellationToken: ct);
            progress.Finished(workflow);
            return MemoResult.Of(file, workflow, clock.ElapsedMilliseconds);
        }
        catch (Exception e) when (e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled } && ct.IsCancellationRequested)
        {
            await CancelAsync(id);
            throw new OperationCanceledException(ct);
        }
        catch (RpcException e)
        {
            return Failed(e.Status.Detail.Length > 0 ? e.Status.Detail : e.StatusCode.ToString(), CodeOf(e));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failed($"{file} cannot be read: {e.Message}", "unreadable-file");
        }

        MemoResult Failed(string message, string code)
        {
            progress.Failed(message);
            return MemoResult.Failed(file, id, language, code, message, clock.ElapsedMilliseconds);
        }
    }

    private async Task<Workflow> SubmitAsync(IMemoProgress progress, CancellationToken ct)
    {
        await using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        using var call = client.Submit(cancellationToken: ct);
        try
        {
            await call.RequestStream.WriteAsync(new SubmitRequest
            {
                Metadata = new SubmitMetadata { FileName = Path.GetFileName(file), Language = language, TargetLanguage = targetLanguage ?? "" },
            }, ct);
            var buffer = new byte[ChunkBytes];
            for (int read; (read = await content.ReadAsync(buffer, ct)) > 0;)
            {
                await call.RequestStream.WriteAsync(new SubmitRequest { Content = ByteString.CopyFrom(buffer, 0, read) }, ct);
                progress.Uploading(content.Position, content.Length);
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException && !ct.IsCancellationRequested)
        {
            // The server answered before it had read all: its answer says why.
        }

        return await call.ResponseAsync;
    }

    private async Task WatchToTheEndAsync(string id, IMemoProgress progress, CancellationToken ct)
    {
        long seen = 0;
        for (var reconnects = 0; ;)
        {
            try
            {
                using var watch = client.Watch(new WatchWorkflowRequest { Id = id, AfterSeq = seen }, cancellationToken: ct);
                await foreach (var e in watch.ResponseStream.ReadAllAsync(ct))
                {
                    reconnects = 0;
                    seen = e.Seq;
                    progress.Happened(e);
                    if (e.DataCase == WorkflowEvent.DataOneofCase.Workflow && e.Workflow.Status.IsFinal())
                    {
                        return;
                    }
                }
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.Internal && reconnects < MaxReconnects && !ct.IsCancellationRequested)
            {
                progress.Reconnecting();
            }

            reconnects++;
            await Task.Delay(s_reconnectAfter, ct);
        }
    }

    /// <summary>Who stops waiting with Ctrl-C does not want the work done either.</summary>
    private async Task CancelAsync(string? id)
    {
        if (id is not null)
        {
            try
            {
                await client.CancelAsync(new CancelWorkflowRequest { Id = id }, deadline: DateTime.UtcNow.AddSeconds(5));
            }
            catch (RpcException)
            {
                // It finished first, or the server is away: there is nothing left to stop from here.
            }
        }
    }

    private static string CodeOf(RpcException e) =>
        e.Trailers.GetValue("problem-type")?.Split('/')[^1] ?? e.StatusCode.ToString().ToLowerInvariant();
}
