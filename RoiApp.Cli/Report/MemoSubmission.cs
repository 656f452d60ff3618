using System.Diagnostics;
using Grpc.Core;
using RoiApp.Cli.Upload;
using RoiApp.Contracts.V1;

namespace RoiApp.Cli.Report;

/// <summary>One file's way: send, watch to the end, fetch the result. A broken connection is taken up again where it was.</summary>
internal sealed class MemoSubmission(Workflows.WorkflowsClient client, ResumableUpload upload, string file, string language, string? targetLanguage)
{
    private static readonly TimeSpan s_reconnectAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_awayAtMost = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_answerWithin = TimeSpan.FromSeconds(30);

    public async Task<MemoResult> RunAsync(IMemoProgress progress, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        string? id = null;
        try
        {
            id = await SubmitAsync(progress, ct);
            await WatchToTheEndAsync(id, progress, ct);
            var workflow = await GetAsync(id, progress, ct);
            progress.Finished(workflow);
            return MemoResult.Of(file, workflow, clock.ElapsedMilliseconds);
        }
        catch (Exception e) when (e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled } && ct.IsCancellationRequested)
        {
            await CancelAsync(id);
            throw new OperationCanceledException(ct);
        }
        catch (UploadRefusedException e)
        {
            id ??= e.WorkflowId;
            await CancelAsync(id);
            return Failed(e.Message, e.Code);
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

    private Task<string> SubmitAsync(IMemoProgress progress, CancellationToken ct)
    {
        Dictionary<string, string> fields = new() { ["language"] = language };
        if (targetLanguage is not null)
        {
            fields["targetLanguage"] = targetLanguage;
        }

        return upload.SendAsync(file, fields, progress.Uploading, progress.Reconnecting, ct);
    }

    private async Task WatchToTheEndAsync(string id, IMemoProgress progress, CancellationToken ct)
    {
        long seen = 0;
        for (var ended = false; !ended;)
        {
            await AgainAsync(progress, async connected =>
            {
                using var watch = client.Watch(new WatchWorkflowRequest { Id = id, AfterSeq = seen }, cancellationToken: ct);
                await watch.ResponseHeadersAsync;
                connected();
                await foreach (var e in watch.ResponseStream.ReadAllAsync(ct))
                {
                    seen = e.Seq;
                    progress.Happened(e);
                    if (e.DataCase == WorkflowEvent.DataOneofCase.Workflow && e.Workflow.Status.IsFinal())
                    {
                        ended = true;
                        return;
                    }
                }
            }, ct);
        }
    }

    private async Task<Workflow> GetAsync(string id, IMemoProgress progress, CancellationToken ct)
    {
        Workflow? workflow = null;
        await AgainAsync(progress, async connected =>
        {
            workflow = await client.GetAsync(new GetWorkflowRequest { Id = id, View = WorkflowView.Full }, deadline: DateTime.UtcNow + s_answerWithin, cancellationToken: ct);
            connected();
        }, ct);
        return workflow!;
    }

    /// <summary>Calls until it works; says when the server is away and when it is back. One that stays away for minutes is given up.</summary>
    /// <param name="call">Says itself when the server has answered.</param>
    private static async Task AgainAsync(IMemoProgress progress, Func<Action, Task> call, CancellationToken ct)
    {
        for (var away = (Stopwatch?)null; ;)
        {
            try
            {
                await call(() =>
                {
                    if (away is not null)
                    {
                        progress.Reconnected();
                    }
                    away = null;
                });
                return;
            }
            catch (RpcException e) when (IsPassing(e) && !ct.IsCancellationRequested && (away is null || away.Elapsed < s_awayAtMost))
            {
                away ??= Stopwatch.StartNew();
                progress.Reconnecting();
            }

            await Task.Delay(s_reconnectAfter, ct);
        }
    }

    // Internal is what a connection looks like that breaks in the middle of a message.
    private static bool IsPassing(RpcException e) => e.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.DeadlineExceeded;

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
