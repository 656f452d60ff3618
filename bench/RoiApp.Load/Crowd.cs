namespace RoiApp.Load;

/// <summary>The users that there are; they stay until all leave.</summary>
internal sealed class Crowd : IDisposable
{
    private readonly Uri _address;
    private readonly Recorder _recorder;
    private readonly Memos _memos;
    private readonly CancellationTokenSource _leaving;
    private readonly List<(User User, Task Living)> _users = [];

    public Crowd(Uri address, Recorder recorder, Memos memos, CancellationToken ct)
    {
        (_address, _recorder, _memos) = (address, recorder, memos);
        _leaving = CancellationTokenSource.CreateLinkedTokenSource(ct);
    }

    public void GrowTo(int users)
    {
        while (_users.Count < users)
        {
            var user = new User(_users.Count + 1, _address, _recorder, _memos);
            _users.Add((user, Task.Run(() => user.LiveAsync(_leaving.Token))));
        }
    }

    /// <summary>Waits until the last has gone.</summary>
    /// <exception cref="Exception">What a user did not expect.</exception>
    public async Task LeaveAsync()
    {
        await _leaving.CancelAsync();
        await Task.WhenAll(_users.Select(user => user.Living));
    }

    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
        _users.ForEach(user => user.User.Dispose());
    }
}
