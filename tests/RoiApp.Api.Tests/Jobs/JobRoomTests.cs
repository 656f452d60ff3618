using Microsoft.Extensions.Options;
using RoiApp.Api.Jobs;
using RoiApp.Api.Tests.Hosting;
using Xunit;

namespace RoiApp.Api.Tests.Jobs;

public sealed class JobRoomTests
{
    private static readonly TimeSpan s_after = TimeSpan.FromSeconds(2);

    private readonly ManualTime _time = new();
    private readonly RunningJobs _running = new();

    [Fact]
    public void Room_shrinks_to_what_the_workers_take_and_is_tried_again_with_one_more()
    {
        var room = Room(maxConcurrent: 4);
        var jobs = Run(4);
        Refuse(room, jobs[3]);
        Refuse(room, jobs[2]);
        Assert.Equal(2, room.Limit);
        Assert.Equal(_time.GetUtcNow() + s_after, room.GrowsAt);

        _time.Advance(s_after);
        Assert.Equal(3, room.Limit);
        Assert.Equal(3, room.Limit); // Asking is free.
        var probe = Run(1)[0];
        Refuse(room, probe);
        Assert.Equal(2, room.Limit);
    }

    [Fact]
    public void With_nobody_there_one_job_at_a_time_finds_out_and_all_room_is_back_soon_after_they_are()
    {
        var room = Room(maxConcurrent: 32);
        foreach (var job in Run(32))
        {
            Refuse(room, job);
        }
        Assert.Equal(0, room.Limit);
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(s_after);
            Assert.Equal(1, room.Limit);
            Refuse(room, Run(1)[0]);
            Assert.Equal(0, room.Limit);
        }
        var limits = Enumerable.Range(0, 7).Select(_ =>
        {
            _time.Advance(s_after);
            return room.Limit;
        });
        Assert.Equal([1, 3, 7, 15, 31, 32, 32], limits);
        Assert.Equal(DateTimeOffset.MaxValue, room.GrowsAt);
    }

    private JobRoom Room(int maxConcurrent) => new(_running, _time, Options.Create(new JobOptions { MaxConcurrent = maxConcurrent }));

    private List<(Guid Subject, CancellationTokenSource Lost)> Run(int count)
    {
        var jobs = Enumerable.Range(0, count).Select(_ => (Guid.NewGuid(), new CancellationTokenSource())).ToList();
        jobs.ForEach(j => _running.Add(j.Item1, j.Item2));
        return jobs;
    }

    // As in life: told while it still counts, gone after.
    private void Refuse(JobRoom room, (Guid Subject, CancellationTokenSource Lost) job)
    {
        room.Refused(s_after);
        _running.Remove(job.Subject, job.Lost);
        job.Lost.Dispose();
    }
}
