using Microsoft.AspNetCore.Components;
using RoiApp.Contracts.Rest;
using RoiApp.Web.Api;

namespace RoiApp.Web.Components.Settings;

/// <summary>What is installed, what is missing and how to get it, and the addresses for programs.</summary>
public sealed partial class SettingsPage : IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private CapabilitiesResource? _capabilities;
    private string? _problem;

    [Inject]
    private WorkflowClient Client { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IConfiguration Configuration { get; set; } = default!;

    /// <inheritdoc />
    protected override Task OnInitializedAsync() => RendererInfo.IsInteractive ? LoadAsync() : Task.CompletedTask;

    private async Task LoadAsync()
    {
        _problem = null;
        try
        {
            _capabilities = await Client.GetCapabilitiesAsync(_left.Token);
        }
        catch (ApiProblemException e)
        {
            _problem = e.Message;
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private string AddressOf(string endpoint) => Configuration[$"services:api:{endpoint}:0"]?.TrimEnd('/') ?? "not configured";

    private static string StageName(string stage) => stage switch
    {
        "decode" => "Decoding",
        "transcription" => "Speech to text",
        "translation" => "Translation",
        "extraction" => "Report",
        _ => stage,
    };

    private static string LanguagesOf(EngineResource engine) => engine.Languages.Count == 0
        ? "Any language"
        : string.Join(", ", engine.Languages.Select(tag => engine.Stage == "translation"
            ? string.Join(" → ", tag.Split('-', 2).Select(Wording.Language))
            : Wording.Language(tag)));

    /// <inheritdoc />
    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }
}
