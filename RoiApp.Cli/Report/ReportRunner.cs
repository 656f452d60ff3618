using Grpc.Net.Client;
using RoiApp.Cli.Upload;
using RoiApp.Contracts.V1;
using Spectre.Console;

namespace RoiApp.Cli.Report;

/// <summary>Takes the files through RoiApp, a few at a time, and answers their results in the order of the files.</summary>
internal sealed class ReportRunner(GrpcChannel channel, IAnsiConsole screen)
{
    private const int MaxFilesAtOnce = 4;
    private static readonly TimeSpan s_pingAfter = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<MemoResult>> RunAsync(ReportRequest request, CancellationToken ct)
    {
        var client = new Workflows.WorkflowsClient(channel);
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            EnableMultipleHttp2Connections = true, // A file each: one that waits for its server holds up no other.
            KeepAlivePingDelay = s_pingAfter,
            KeepAlivePingTimeout = s_pingAfter,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        var upload = new ResumableUpload(http, new Uri($"http://{channel.Target}"), TimeProvider.System);
        var results = new MemoResult[request.Files.Count];
        await ProgressBoard.ShowAsync(screen, request.Files, board => Parallel.ForEachAsync(
            Enumerable.Range(0, results.Length),
            new ParallelOptions { MaxDegreeOfParallelism = MaxFilesAtOnce, CancellationToken = ct },
            async (i, token) =>
            {
                var memo = new MemoSubmission(client, upload, request.Files[i], request.Language, request.TargetLanguage);
                results[i] = await memo.RunAsync(board.RowOf(i), token);
            }));
        return results;
    }
}
