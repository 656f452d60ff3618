using System.Text.Json;
using RoiApp.Contracts.Rest;
using RoiApp.Web.Live;
using RoiApp.Web.Tests.Scripted;
using Xunit;

namespace RoiApp.Web.Tests.Live;

public sealed class LiveRowsTests
{
    private readonly WorkflowResource _first = Samples.Workflow("first", "queued");
    private readonly WorkflowResource _second = Samples.Workflow("second", "running");

    [Fact]
    public void A_row_moves_with_its_workflow_and_words_are_told_elsewhere()
    {
        var rows = LiveRows.Of([_second, _first], status: null);
        var moved = rows.Apply(Event(_second.Id, 0, EventTypes.Progress, new ProgressResource(40, 4000, 10_000, 6000, null, new Dictionary<string, double> { ["transcription"] = 40 }), 40));

        Assert.Equal((40, 6000L), (moved.Rows[0].Workflow.Progress, moved.Rows[0].Progress!.EtaMs));
        Assert.Same(rows.Rows[1], moved.Rows[1]);
        Assert.Same(moved, moved.Apply(Event(_second.Id, 1, EventTypes.Segment, Samples.Segments[0])));
    }

    [Fact]
    public void Who_waits_moves_up_until_its_turn_comes()
    {
        var rows = LiveRows.Of([_first], status: null).Apply(Event(_first.Id, 0, EventTypes.Progress, new ProgressResource(null, null, null, null, 3, null)));
        Assert.Equal(3, rows.Rows[0].Workflow.QueuePosition);
        rows = rows.Apply(Event(_first.Id, 1, EventTypes.WorkflowStatus, _first with { Status = "running", LastSeq = 1 }));
        Assert.Equal(("running", null), (rows.Rows[0].Workflow.Status, rows.Rows[0].Workflow.QueuePosition));
    }

    [Fact]
    public void A_deleted_workflow_goes_and_a_new_one_makes_the_rows_old()
    {
        var rows = LiveRows.Of([_second, _first], status: null).Apply(Event(_first.Id, 9, EventTypes.WorkflowDeleted, null));
        Assert.Equal([_second.Id], rows.Rows.Select(row => row.Workflow.Id));
        Assert.False(rows.IsOld);

        Assert.True(rows.Apply(Event(Guid.CreateVersion7(), 1, EventTypes.WorkflowStatus, _first)).IsOld);
        Assert.True(rows.Apply(Event(Guid.Empty, 0, EventTypes.Snapshot, null)).IsOld);
        Assert.False(rows.Apply(Event(Guid.CreateVersion7(), 1, EventTypes.StepStarted, null)).IsOld);
    }

    [Fact]
    public void What_no_longer_is_what_the_list_is_of_leaves_it()
    {
        var rows = LiveRows.Of([_second], status: "running").Apply(Event(_second.Id, 1, EventTypes.WorkflowStatus, _second with { Status = "completed", LastSeq = 1 }));
        Assert.Empty(rows.Rows);
    }

    private static EventResource Event(Guid id, long seq, string type, object? data, double? percent = null) =>
        new(seq, id, DateTimeOffset.UtcNow, type, null, percent, null, data is null ? null : JsonSerializer.SerializeToElement(data, data.GetType(), JsonSerializerOptions.Web));
}
