using RoiApp.Api.Caching;
using Xunit;

namespace RoiApp.Api.Tests.Caching;

/// <summary>Which version a reader is given, whatever has been heard in whatever order.</summary>
public sealed class RowVersionsTests
{
    private const string Me = "me";

    private readonly RowVersions _versions = new();

    [Fact]
    public void Before_the_first_look_at_the_database_nothing_can_be_trusted()
    {
        _versions.Changed(Me, Guid.NewGuid(), 5, content: true);
        Assert.Null(_versions.OfOwner(Me));
        Hear(7);
        Assert.Equal(7, _versions.OfOwner(Me)!.Value.Number);
    }

    [Fact]
    public void A_change_moves_its_workflow_and_its_owner_and_nobody_else()
    {
        Hear(7);
        var (changed, other) = (Guid.NewGuid(), Guid.NewGuid());
        _versions.Changed(Me, changed, 9, content: false);

        Assert.Equal((9, 7, 9, 7), (Of(changed), Of(other), _versions.OfOwner(Me)!.Value.Number, _versions.OfContent(Me)!.Value.Number));
        Assert.Equal(0, _versions.OfOwner("another")!.Value.Number);
        _versions.Changed(Me, other, 10, content: true);
        Assert.Equal((9, 10, 10), (Of(changed), Of(other), _versions.OfContent(Me)!.Value.Number));
    }

    [Fact]
    public void What_is_heard_late_or_twice_turns_nothing_back()
    {
        Hear(7);
        var workflow = Guid.NewGuid();
        _versions.Changed(Me, workflow, 12, content: true);
        _versions.Changed(Me, workflow, 9, content: true);
        _versions.Reached(Me, 8);
        Assert.Equal((12, 12, 12), (Of(workflow), _versions.OfOwner(Me)!.Value.Number, _versions.OfContent(Me)!.Value.Number));
    }

    [Fact]
    public void Positions_that_nobody_told_of_move_everything()
    {
        Hear(7);
        var (heard, other) = (Guid.NewGuid(), Guid.NewGuid());
        _versions.Changed(Me, heard, 9, content: false);
        _versions.Reached(Me, 20);
        Assert.Equal((20, 20, 20, 20), (Of(heard), Of(other), _versions.OfOwner(Me)!.Value.Number, _versions.OfContent(Me)!.Value.Number));
    }

    [Fact]
    public void However_many_workflows_change_none_is_given_a_version_from_before_its_change()
    {
        Hear(7);
        var changes = Enumerable.Range(8, 25_000).Select(position => (Id: Guid.NewGuid(), Position: position)).ToList();
        foreach (var (id, position) in changes)
        {
            _versions.Changed(Me, id, position, content: false);
        }
        Assert.All(changes, c => Assert.True(Of(c.Id) >= c.Position));
        Assert.Equal(changes[^1].Position, Of(changes[^1].Id));
    }

    [Fact]
    public void A_doubt_that_comes_while_the_database_is_looked_at_needs_another_look()
    {
        Hear(7);
        var began = _versions.BeginHearing();
        _versions.Doubt();
        _versions.Hear(began, "db", [(Me, 8)]);
        Assert.Null(_versions.OfOwner(Me));
        Hear(8);
        Assert.Equal(8, _versions.OfOwner(Me)!.Value.Number);
    }

    private long Of(Guid workflow) => _versions.OfWorkflow(Me, workflow)!.Value.Number;

    private void Hear(long position) => _versions.Hear(_versions.BeginHearing(), "db", [(Me, position)]);
}
