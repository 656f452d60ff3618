namespace RoiApp.Processing;

/// <summary>Work that belongs together: when one part fails, the others are cancelled, and all have ended before anybody hears of it.</summary>
internal static class Together
{
    /// <param name="stop">Cancels the parts.</param>
    /// <exception cref="Exception">The fault of the first part that failed, rather than the cancellations it caused.</exception>
    public static async Task RunAsync(CancellationTokenSource stop, params Task[] parts)
    {
        await foreach (var ended in Task.WhenEach(parts))
        {
            if (!ended.IsCompletedSuccessfully)
            {
                await stop.CancelAsync();
            }
        }
        await Task.WhenAll(parts);
    }
}
