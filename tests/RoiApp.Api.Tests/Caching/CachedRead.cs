using System.Net;
using RoiApp.Api.Tests.Hosting;
using Xunit;

namespace RoiApp.Api.Tests.Caching;

/// <summary>Something that may be answered from the cache.</summary>
internal sealed record CachedRead(string Name, Func<RunningApi, Guid, Task<string>> AskAsync)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static IReadOnlyList<CachedRead> All { get; } =
    [
        Get("/api/workflows/{id}"), Get("/api/workflows/{id}/results"), Get("/api/workflows/{id}/transcript"), Get("/api/workflows/{id}/export?format=json"),
        Get("/api/workflows/{id}/contacts/0"), Get("/api/workflows"), Get("/api/workflows?status=cancelled"), Get("/api/workflows?q=memo&sort=name&limit=50"),
        Get("/api/workflows/stats"), Get("/api/search?q=hola"), Get("/api/search?q=umbrella&language=es"),
        new("Workflows/Get", async (api, id) => await OrStatus(async () => (await api.Grpc.GetAsync(new() { Id = id.ToString(), View = Wire.WorkflowView.Full }, cancellationToken: Ct)).ToString())),
        new("Workflows/List", async (api, _) => (await api.Grpc.ListAsync(new(), cancellationToken: Ct)).ToString()),
    ];

    public override string ToString() => Name;

    private static CachedRead Get(string path) => new(path, async (api, id) =>
    {
        using var response = await api.Http.GetAsync(path.Replace("{id}", id.ToString(), StringComparison.Ordinal), Ct);
        // A problem's body names the trace.
        return response.StatusCode == HttpStatusCode.OK ? await response.Content.ReadAsStringAsync(Ct) : $"{(int)response.StatusCode}";
    });

    private static async Task<string> OrStatus(Func<Task<string>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Grpc.Core.RpcException e)
        {
            return e.StatusCode.ToString();
        }
    }
}
