using Grpc.Core;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Testing.Servers;
using Xunit;

namespace RoiApp.Api.Tests.Rpc;

public sealed class DatabaseAwayTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_that_is_away_is_unavailable_and_then_answers_again()
    {
        var directory = Directory.CreateTempSubdirectory("roiapp-away-").FullName;
        await using var postgres = await KillablePostgres.StartAsync(Ct);
        await using (var api = await RunningApi.StartAsync(
            [$"--Storage:Directory={directory}", $"--ConnectionStrings:roidb={postgres.ConnectionString}", "--Listen:HttpPort=0", "--Listen:GrpcPort=0", "--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft.EntityFrameworkCore=None"]))
        {
            Assert.Empty((await api.Grpc.ListAsync(new(), cancellationToken: Ct)).Workflows);

            await postgres.KillAsync(Ct);
            for (var i = 0; i < 3; i++) // By a pooled connection that broke, and by one that is refused.
            {
                var away = await Assert.ThrowsAsync<RpcException>(() => api.Grpc.ListAsync(new(), cancellationToken: Ct).ResponseAsync);
                Assert.Equal((StatusCode.Unavailable, "The database does not answer. Try again in a moment."), (away.StatusCode, away.Status.Detail));
            }

            await postgres.RestartAsync(Ct);
            Assert.Empty((await api.Grpc.ListAsync(new(), cancellationToken: Ct)).Workflows);
        }
        Directory.Delete(directory, recursive: true);
    }
}
