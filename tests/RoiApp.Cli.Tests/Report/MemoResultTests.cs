using System.Text.Json;
using RoiApp.Cli.Report;
using RoiApp.Contracts.V1;
using Spectre.Console;
using Xunit;

namespace RoiApp.Cli.Tests.Report;

public sealed class MemoResultTests
{
    [Fact]
    public void The_json_has_exactly_the_promised_fields_and_null_for_what_was_not_said()
    {
        using var json = JsonDocument.Parse(MemoResult.Of("memo.wav", Workflow(), 1234).ToJson());
        var root = json.RootElement;
        Assert.Equal(["file", "workflowId", "status", "language", "elapsedMs", "steps", "transcript", "contacts", "error"], Names(root));
        Assert.Equal(["name", "status", "elapsedMs", "cached", "engine", "error"], Names(root.GetProperty("steps")[0]));
        Assert.Equal(["startMs", "endMs", "text", "confidence", "translation"], Names(root.GetProperty("transcript")[0]));
        var contact = root.GetProperty("contacts")[0];
        Assert.Equal(["name", "company", "position", "discussion", "contactType", "priority", "actionItems"], Names(contact));
        Assert.Equal("Javier Robles", contact.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, contact.GetProperty("company").ValueKind);
        Assert.Equal(JsonValueKind.Null, contact.GetProperty("priority").ValueKind);
        Assert.Equal("prospective", contact.GetProperty("contactType").GetString());
        Assert.Equal("pocketsphinx 5", root.GetProperty("steps")[0].GetProperty("engine").GetString());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("error").ValueKind);
    }

    [Fact]
    public void The_json_is_one_line_and_keeps_accents()
    {
        var json = MemoResult.Of("memo.wav", Workflow(), 1).ToJson();
        Assert.DoesNotContain('\n', json);
        Assert.Contains("reunión", json, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_shows_brackets_as_they_are_said_and_a_dash_for_what_was_not_said()
    {
        var workflow = Workflow();
        workflow.Report.Contacts[0].Company = "[bold]Acme";
        using var written = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(written) });
        console.Profile.Width = 200;
        ReportTable.Write(console, MemoResult.Of("memo.wav", workflow, 1));
        Assert.Contains("[bold]Acme", written.ToString(), StringComparison.Ordinal);
        Assert.Contains('–', written.ToString());
    }

    private static Workflow Workflow() => new()
    {
        Id = ScriptedWorkflows.Id,
        Status = WorkflowStatus.Completed,
        Language = "es",
        Steps = { new WorkflowStep { Name = StepName.Transcription, Status = StepStatus.Completed, ElapsedMs = 7, Engine = new Engine { Name = "pocketsphinx", Version = "5" } } },
        Transcript = { new Segment { Text = "una reunión", EndMs = 900, Confidence = 0.5f } },
        Report = new Contracts.V1.Report { Contacts = { new Contact { Name = "Javier Robles", ContactType = ContactType.Prospective, ActionItems = { new ActionItem { Text = "enviar" } } } } },
    };

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(property => property.Name);
}
