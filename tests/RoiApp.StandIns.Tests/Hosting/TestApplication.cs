using System.Collections.Concurrent;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace RoiApp.StandIns.Tests.Hosting;

/// <summary>An app host within the test's own process, with its console and its events written down and a data folder of its own.</summary>
internal sealed class TestApplication : IAsyncDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    private readonly Lines _lines = new();
    private DistributedApplication? _app;

    public TestApplication(params string[] settings)
    {
        DataFolder = Directory.CreateTempSubdirectory("apphost-").FullName;
        Builder = DistributedApplication.CreateBuilder([$"--ROI_DATA={DataFolder}", .. settings]);
        Builder.Services.AddSingleton(new AppHostConsole(_lines));
    }

    public string DataFolder { get; }

    public IDistributedApplicationBuilder Builder { get; }

    public DistributedApplication App => _app ??= Builder.Build();

    /// <summary>"back ready", "front starting", in the order they happened.</summary>
    public ConcurrentQueue<string> Events { get; } = [];

    public string Console => _lines.ToString();

    public IResourceBuilder<ProjectResource> AddService(string name, int? port = null)
    {
        var service = Builder.AddProject<ServiceProject>(name).WithHttpEndpoint(port, name: "http", env: "Listen__HttpPort").WithHttpHealthCheck("/health");
        service.OnBeforeResourceStarted((_, _, _) => NoteAsync($"{name} starting"));
        service.OnResourceReady((_, _, _) => NoteAsync($"{name} ready"));
        return service;
    }

    public Task NoteAsync(string what)
    {
        Events.Enqueue(what);
        return Task.CompletedTask;
    }

    public Task UntilEventAsync(string name) => UntilAsync(() => Events.Contains(name), $"event '{name}'");

    public Task UntilConsoleSaysAsync(string words) => UntilAsync(() => Console.Contains(words, StringComparison.Ordinal), $"the words '{words}'");

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        Directory.Delete(DataFolder, recursive: true);
    }

    private async Task UntilAsync(Func<bool> condition, string what)
    {
        if (!await Poll.UntilAsync(condition, s_deadline))
        {
            Assert.Fail($"{what} did not come within {s_deadline.TotalSeconds} s. Events: {string.Join(", ", Events)}. Console:\n{Console}");
        }
    }

    private sealed class Lines : TextWriter
    {
        private readonly StringBuilder _text = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            lock (_text)
            {
                _text.Append(value).Append('\n');
            }
        }

        public override string ToString()
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }
}
