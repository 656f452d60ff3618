using System.Text.Json;
using RoiApp.Contracts.Rest;
using RoiApp.Web.Live;
using RoiApp.Web.Tests.Scripted;
using Xunit;

namespace RoiApp.Web.Tests.Live;

public sealed class WorkflowViewTests
{
    private readonly WorkflowResource _workflow = Samples.Workflow("memo", "running");

    private WorkflowView View => WorkflowView.Of(_workflow);

    [Fact]
    public void Events_build_the_view_in_their_order()
    {
        var view = Apply(View,
            Event(1, EventTypes.StepStarted, Step("transcription", "running")),
            Event(2, EventTypes.Segment, Samples.Segments[0] with { Translation = null }),
            Event(3, EventTypes.Segment, Samples.Segments[1] with { Translation = null }),
            Event(4, EventTypes.Translation, Samples.Segments[0]),
            Event(5, EventTypes.StepCompleted, Step("transcription", "completed")),
            Event(6, EventTypes.Report, Samples.Report(_workflow.Id)),
            Event(7, EventTypes.WorkflowStatus, _workflow with { Status = "completed", Progress = 100 }));

        Assert.Equal(7, view.LastSeq);
        Assert.Equal([Samples.Segments[0], Samples.Segments[1] with { Translation = null }], view.Segments);
        Assert.Equal("completed", view.Workflow.Status);
        Assert.Equal(["Dana Reyes", "Tom Okafor"], view.Report!.Contacts.Select(contact => contact.Name));
        Assert.True(view.IsEnded);
    }

    [Fact]
    public void An_event_that_comes_twice_changes_nothing_the_second_time()
    {
        var once = Apply(View, Event(1, EventTypes.Segment, Samples.Segments[0]), Event(2, EventTypes.Segment, Samples.Segments[1]));

        Assert.Same(once, once.Apply(Event(1, EventTypes.Segment, Samples.Segments[0] with { Text = "something else" })));
        Assert.Same(once, once.Apply(Event(2, EventTypes.Segment, Samples.Segments[1])));
    }

    [Fact]
    public void A_segment_told_again_under_a_new_number_replaces_the_old_one()
    {
        var view = Apply(View, Event(1, EventTypes.Segment, Samples.Segments[0]), Event(2, EventTypes.Segment, Samples.Segments[0] with { Text = "corrected" }));

        Assert.Equal("corrected", Assert.Single(view.Segments).Text);
    }

    [Fact]
    public void Segments_are_kept_in_order_of_their_index()
    {
        var view = Apply(View,
            Event(1, EventTypes.Segment, Samples.Segments[2]), Event(2, EventTypes.Segment, Samples.Segments[0]), Event(3, EventTypes.Segment, Samples.Segments[1]));

        Assert.Equal([0, 1, 2], view.Segments.Select(segment => segment.Index));
    }

    [Fact]
    public void A_translation_that_overtook_its_segment_is_not_lost()
    {
        var view = Apply(View, Event(1, EventTypes.Translation, Samples.Segments[0]), Event(2, EventTypes.Segment, Samples.Segments[0] with { Translation = null }));

        Assert.Equal(Samples.Segments[0].Translation, Assert.Single(view.Segments).Translation);
    }

    [Fact]
    public void A_snapshot_replaces_everything()
    {
        var results = new ResultsResource(_workflow with { LastSeq = 9, Progress = 60 }, new(_workflow.Id, "en", "es", [.. Samples.Segments]), Samples.Report(_workflow.Id));
        var view = Apply(View, Event(1, EventTypes.Segment, Samples.Segments[4]), Event(9, EventTypes.Snapshot, results));

        Assert.Equal(Samples.Segments, view.Segments);
        Assert.Equal(9, view.LastSeq);
        Assert.Equal(60, view.Workflow.Progress);
    }

    [Fact]
    public void A_snapshot_older_than_what_is_known_is_ignored()
    {
        var known = Apply(View, Event(5, EventTypes.Segment, Samples.Segments[0]));
        var old = new ResultsResource(_workflow with { LastSeq = 3 }, new(_workflow.Id, "en", "es", []), new(_workflow.Id, []));

        Assert.Same(known, known.Apply(Event(3, EventTypes.Snapshot, old)));
    }

    [Fact]
    public void Progress_carries_the_number_of_the_event_before_it_and_still_counts()
    {
        var view = Apply(View, Event(4, EventTypes.StepStarted, Step("transcription", "running")), Event(4, EventTypes.Progress, null, 35));

        Assert.Equal(35, view.Workflow.Progress);
        Assert.Equal(4, view.LastSeq);
    }

    [Fact]
    public void Progress_from_before_the_newest_state_is_ignored()
    {
        var view = Apply(View, Event(4, EventTypes.WorkflowStatus, _workflow with { Status = "completed", Progress = 100 }));

        Assert.Same(view, view.Apply(Event(3, EventTypes.Progress, null, 35)));
    }

    [Fact]
    public void Partial_text_gives_way_to_the_segment()
    {
        var partial = Apply(View, Event(0, EventTypes.Partial, new SegmentResource(0, 0, 0, "I just met", 0, null)));
        Assert.Equal("I just met", partial.Partial!.Text);

        Assert.Null(partial.Apply(Event(1, EventTypes.Segment, Samples.Segments[0])).Partial);
    }

    [Fact]
    public void A_transcription_that_starts_again_begins_with_an_empty_page()
    {
        var view = Apply(View,
            Event(1, EventTypes.Segment, Samples.Segments[0]),
            Event(2, EventTypes.Report, Samples.Report(_workflow.Id)),
            Event(3, EventTypes.StepStarted, Step("transcription", "running")));

        Assert.Empty(view.Segments);
        Assert.Null(view.Report);
    }

    [Fact]
    public void A_translation_that_starts_again_keeps_the_transcript()
    {
        var view = Apply(View, Event(1, EventTypes.Segment, Samples.Segments[0]), Event(2, EventTypes.StepStarted, Step("translation", "running")));

        Assert.Single(view.Segments);
    }

    [Fact]
    public void An_event_of_another_workflow_is_ignored()
    {
        var view = View;

        Assert.Same(view, view.Apply(Event(1, EventTypes.Segment, Samples.Segments[0]) with { WorkflowId = Guid.NewGuid() }));
    }

    [Fact]
    public void An_event_of_a_kind_not_known_yet_only_moves_the_number_on()
    {
        var view = View.Apply(Event(8, "speaker", new { name = "Dana" }));

        Assert.Equal(8, view.LastSeq);
        Assert.Empty(view.Segments);
    }

    [Theory]
    [InlineData("completed", true)]
    [InlineData("failed", true)]
    [InlineData("cancelled", true)]
    [InlineData("running", false)]
    public void Only_a_final_status_is_the_last_event(string status, bool isLast) =>
        Assert.Equal(isLast, WorkflowView.IsLast(Event(1, EventTypes.WorkflowStatus, _workflow with { Status = status })));

    private static WorkflowView Apply(WorkflowView view, params EventResource[] events) => events.Aggregate(view, (before, happened) => before.Apply(happened));

    private static StepResource Step(string name, string status) => new(name, status, DateTimeOffset.UnixEpoch, null, null, false, "engine 1", null);

    private EventResource Event(long seq, string type, object? data, double? percent = null) => new(
        seq, _workflow.Id, DateTimeOffset.UnixEpoch, type, null, percent, null, data is null ? null : JsonSerializer.SerializeToElement(data, data.GetType(), JsonSerializerOptions.Web));
}
