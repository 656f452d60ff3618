using RoiApp.Api.Data;
using RoiApp.Api.Problems;
using RoiApp.Api.Reports;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Workflows.Many;

/// <summary>Cancels, retries or deletes many, one after the other: what one id ends in spoils no other.</summary>
internal sealed class ManyActions(IServiceScopeFactory scopes)
{
    public const int MaxIds = 100;

    /// <param name="status">What each that is done would have answered alone.</param>
    /// <param name="act">Answers the workflow's new state, or null when there is none any more.</param>
    public async Task<ManyResource> RunAsync(ManyRequest request, int status, Func<WorkflowActions, Guid, Task<Workflow?>> act, CancellationToken ct)
    {
        var items = new List<ManyItemResource>();
        foreach (var id in Ids(request.Ids, 1, MaxIds))
        {
            ct.ThrowIfCancellationRequested();
            // A scope each: one's failed transaction must not stay in the next one's way.
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                var workflow = await act(scope.ServiceProvider.GetRequiredService<WorkflowActions>(), id);
                items.Add(new(id, status, workflow is null ? null : Resources.Of(workflow), null));
            }
            catch (ProblemException problem)
            {
                items.Add(new(id, problem.Type.Status, null, new(problem.Type.Uri, problem.Type.Title, problem.Message)));
            }
        }
        return new(items);
    }

    /// <summary>Checks ids of a request; each counts once.</summary>
    /// <exception cref="ProblemException">Too few, or too many.</exception>
    public static List<Guid> Ids(IReadOnlyList<Guid>? ids, int min, int max)
    {
        var distinct = (ids ?? []).Distinct().ToList();
        return distinct.Count >= min && ids!.Count <= max
            ? distinct
            : throw ProblemType.InvalidField.Because($"'ids' has {distinct.Count} different ids of {ids?.Count ?? 0}. Name from {min} to {max} workflows.", "ids");
    }
}
