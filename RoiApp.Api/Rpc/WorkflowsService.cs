using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Options;
using RoiApp.Api.Data;
using RoiApp.Api.Intake;
using RoiApp.Api.Problems;
using RoiApp.Api.Progress;
using RoiApp.Api.Progress.Statistics;
using RoiApp.Api.Reports;
using RoiApp.Api.Workflows;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Rpc;

/// <summary>RoiApp's interface for programs, over the same parts as REST.</summary>
internal sealed class WorkflowsService(
    SubmittedStream submitted, Watching watching, EventLog log, CachedReports reports, CachedLists lists, WorkflowActions actions,
    ConnectionMetrics connections, IOptions<ProgressOptions> options, TimeProvider time)
    : Wire.Workflows.WorkflowsBase
{
    public override Task<Wire.Workflow> Submit(IAsyncStreamReader<Wire.SubmitRequest> requestStream, ServerCallContext context) => Guarded.RunAsync(async () =>
    {
        var (workflow, replayed) = await submitted.ReceiveAsync(requestStream, context.RequestHeaders, context.CancellationToken);
        if (replayed)
        {
            context.ResponseTrailers.Add(SubmissionKey.ReplayedHeader, "true");
        }
        return WireMessages.Of(workflow);
    });

    public override Task SubmitAndWatch(IAsyncStreamReader<Wire.SubmitRequest> requestStream, IServerStreamWriter<Wire.WorkflowEvent> responseStream, ServerCallContext context) =>
        Guarded.RunAsync(async () =>
        {
            var (workflow, _) = await submitted.ReceiveAsync(requestStream, context.RequestHeaders, context.CancellationToken);
            // As it was stored: a memo that is done before the first event is written has all its events all the same.
            await responseStream.WriteAsync(WireMessages.Snapshot(workflow), context.CancellationToken);
            await WatchAsync(workflow.Id, workflow.LastSeq, responseStream, context);
            return true;
        });

    public override Task<Wire.Workflow> Get(Wire.GetWorkflowRequest request, ServerCallContext context) => Guarded.RunAsync(async () =>
    {
        var id = Id(request.Id);
        return WireWords.Known(request.View, "view") == Wire.WorkflowView.Full
            ? WireMessages.Of((await reports.ResultsAsync(id, context.CancellationToken)).As(ApiJson.Answers.ResultsResource))
            : WireMessages.Of((await reports.WorkflowAsync(id, context.CancellationToken)).As(ApiJson.Answers.WorkflowResource));
    });

    public override Task<Wire.ListWorkflowsResponse> List(Wire.ListWorkflowsRequest request, ServerCallContext context) => Guarded.RunAsync(async () =>
    {
        var page = await PageAsync(WireWords.Of(WireWords.Known(request.Status, "status")), request.PageToken, PageSize(request.PageSize), context.CancellationToken);
        var response = new Wire.ListWorkflowsResponse { NextPageToken = page.NextCursor ?? "" };
        response.Workflows.AddRange(page.Items.Select(WireMessages.Of));
        return response;
    });

    public override Task Watch(Wire.WatchWorkflowRequest request, IServerStreamWriter<Wire.WorkflowEvent> responseStream, ServerCallContext context) => Guarded.RunAsync(async () =>
    {
        var id = Id(request.Id);
        if (request.AfterSeq < 0)
        {
            throw ProblemType.InvalidField.Because("'after_seq' has to be the seq of the last event received, or 0.", "after_seq");
        }
        if (await log.HeadAsync(id, context.CancellationToken) is null)
        {
            throw ProblemType.WorkflowNotFound.Because($"There is no workflow {id}. It may have been deleted.");
        }
        await WatchAsync(id, request.AfterSeq, responseStream, context);
        return true;
    });

    public override Task<Wire.Workflow> Cancel(Wire.CancelWorkflowRequest request, ServerCallContext context) => Guarded.RunAsync(async () =>
        WireMessages.Of(Resources.Of(await actions.CancelAsync(Id(request.Id), context.CancellationToken))));

    private async Task WatchAsync(Guid id, long after, IServerStreamWriter<Wire.WorkflowEvent> to, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var connection = connections.Open(LiveChannel.Grpc);
        try
        {
            await foreach (var e in watching.WatchAsync(id, after, ct))
            {
                var message = SharedMessages.Of(e);
                await StuckWatcherException.GuardAsync(to.WriteAsync(message, ct), options.Value.StuckAfter, time);
                connection.Wrote(events: 1, message.CalculateSize());
                connection.Delivered(e.OfferedAt);
            }
            connection.End(ConnectionEnd.Ended);
        }
        catch (OperationCanceledException)
        {
            connection.End(ct.IsCancellationRequested ? ConnectionEnd.ClientLeft : ConnectionEnd.Stopping);
            throw;
        }
        catch (StuckWatcherException)
        {
            connection.End(ConnectionEnd.Slow);
            context.GetHttpContext().Abort();
            throw new OperationCanceledException();
        }
        finally
        {
            connection.End(ConnectionEnd.Failed); // Unless it has ended otherwise.
        }
    }

    private static int PageSize(int size) => size switch
    {
        0 => WorkflowList.DefaultLimit,
        < 0 or > WorkflowList.MaxLimit => throw ProblemType.InvalidField.Because($"'page_size' is {size}. It has to be from 1 to {WorkflowList.MaxLimit}, or 0 for {WorkflowList.DefaultLimit}.", "page_size"),
        _ => size,
    };

    private async Task<PageResource<WorkflowResource>> PageAsync(WorkflowStatus? status, string token, int size, CancellationToken ct)
    {
        try
        {
            var page = await lists.PageAsync(WorkflowQuery.All with { Status = status }, WorkflowOrder.Newest, token, size, ct);
            return page.As(ApiJson.Answers.PageResourceWorkflowResource);
        }
        catch (ProblemException e) when (e.Type == ProblemType.InvalidCursor)
        {
            throw ProblemType.InvalidCursor.Because("'page_token' has to be the next_page_token of the page before. Leave it empty to begin at the first page.", "page_token");
        }
    }

    private static Guid Id(string text) => Guid.TryParseExact(text, "D", out var id)
        ? id
        : throw ProblemType.InvalidField.Because("'id' has to be a UUID, as Submit answered it.", "id");
}
