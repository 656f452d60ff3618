namespace RoiApp.Api.Data;

/// <summary>Time as the databases keep it.</summary>
internal static class Clock
{
    /// <summary>Now, UTC, in whole microseconds: what is written is what is read back.</summary>
    public static DateTimeOffset Now(this TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }

    /// <summary>A new UUIDv7, so that ids sort by creation.</summary>
    public static Guid NewId(this TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow());
}
