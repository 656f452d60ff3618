namespace RoiApp.ServiceDefaults.Performance;

/// <summary>Something that is done again and again, and how long it takes.</summary>
/// <param name="Name">Such as <c>http GET /api/workflows</c>: the family, a space, and which of it.</param>
internal sealed record MeasuredOperation(string Name, string Family, LatencyWindows Windows)
{
    public void Record(double seconds, bool failed)
    {
        if (!double.IsNaN(seconds))
        {
            Windows.Record((long)(Math.Clamp(seconds, 0, 1e9) * 1e9), failed);
        }
    }
}
