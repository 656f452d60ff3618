using System.Data.Common;
using Grpc.Core;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Rpc;

/// <summary>Answers problems as gRPC statuses.</summary>
internal static class Guarded
{
    public static async Task<T> RunAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (ProblemException problem)
        {
            var trailers = new Metadata { { "problem-type", problem.Type.Uri } };
            if (problem.Field is { } field)
            {
                trailers.Add("problem-field", WireWords.Field(problem.Type, field));
            }
            throw new RpcException(new(problem.Type.Grpc, problem.Message), trailers);
        }
        catch (Exception e) when (IsDatabaseAway(e))
        {
            throw new RpcException(new(StatusCode.Unavailable, "The database does not answer. Try again in a moment."));
        }
        catch (OperationCanceledException)
        {
            // The client went away, or this server does: the watcher resumes elsewhere by its last seq.
            throw new RpcException(new(StatusCode.Unavailable, "The server is going down, or the upload took too long. Try again."));
        }
    }

    private static bool IsDatabaseAway(Exception e) => e switch
    {
        DbException { IsTransient: true } => true,
        { InnerException: { } inner } => IsDatabaseAway(inner),
        _ => false,
    };
}
