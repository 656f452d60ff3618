using Grpc.Net.Client;
using RoiApp.Contracts.V1;
using Spectre.Console;

namespace RoiApp.Cli.Report;

/// <summary>Takes the files through RoiApp, a few at a time, and answers their results in the order of the files.</summary>
internal sealed class ReportRunner(GrpcChannel channel, IAnsiConsole screen)
{
    private const int MaxFilesAtOnce = 4;

    public async Task<IReadOnlyList<MemoResult>> RunAsync(ReportRequest request, CancellationToken ct)
    {
        var client = new Workflows.WorkflowsClient(channel);
        var results = new MemoResult[request.Files.Count];
        await ProgressBoard.ShowAsync(screen, request.Files, board => Parallel.ForEachAsync(
            Enumerable.Range(0, results.Length),
            new ParallelOptions { MaxDegreeOfParallelism = MaxFilesAtOnce, CancellationToken = ct },
            async (i, token) =>
            {
                var memo = new MemoSubmission(client, request.Files[i], request.Language, request.TargetLanguage);
                results[i] = await memo.RunAsync(board.RowOf(i), token);
            }));
        return results;
    }
}
