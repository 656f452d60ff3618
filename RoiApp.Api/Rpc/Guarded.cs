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
                trailers.Add("problem-field", field);
            }
            throw new RpcException(new(problem.Type.Grpc, problem.Message), trailers);
        }
        catch (OperationCanceledException)
        {
            // The client went away, or this server does: the watcher resumes elsewhere by its last seq.
            throw new RpcException(new(StatusCode.Unavailable, "The server is going down, or the upload took too long. Try again."));
        }
    }
}
