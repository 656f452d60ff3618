using RoiApp.Api.Problems;

namespace RoiApp.Api.Intake;

/// <summary>A form as read. Dispose to discard the files that were not stored.</summary>
internal sealed class ReceivedForm : IAsyncDisposable
{
    public Dictionary<string, string> Fields { get; } = new(StringComparer.Ordinal);

    public List<ReceivedFile> Files { get; } = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var file in Files)
        {
            await (file.Content?.DisposeAsync() ?? default);
        }
    }
}

/// <param name="Content">Null when the file was refused, and <paramref name="Problem"/> says why.</param>
internal sealed record ReceivedFile(string Name, IncomingContent? Content, ProblemException? Problem);
