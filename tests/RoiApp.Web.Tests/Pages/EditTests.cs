using System.Text.Json;
using Microsoft.Playwright;
using RoiApp.Web.Tests.Scripted;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace RoiApp.Web.Tests.Pages;

/// <summary>Changing the report in its table.</summary>
public sealed class EditTests(SiteFixture site) : PageTest(site)
{
    [Fact]
    public async Task A_field_is_changed_by_keyboard_alone()
    {
        var (workflow, page) = await OpenCompletedAsync();
        var company = page.Locator("[data-contact='0'] [data-field=company]");

        await page.GetByRole(AriaRole.Button, new() { Name = "Edit company of Dana Reyes" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var input = page.GetByRole(AriaRole.Textbox, new() { Name = "Company of Dana Reyes" });
        await Expect(input).ToBeFocusedAsync();
        await Expect(input).ToHaveValueAsync("Northwind Traders");
        await input.FillAsync("Something else");
        await page.Keyboard.PressAsync("Escape");
        await Expect(company).ToContainTextAsync("Northwind Traders");
        Assert.Empty(Api.Changes);

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Edit company of Dana Reyes" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await input.FillAsync("Northwind México");
        await page.Keyboard.PressAsync("Enter");

        await Expect(company).ToContainTextAsync("Northwind México");
        await Expect(company).ToContainTextAsync("edited");
        Assert.Equal(["""PATCH 0 {"company":"Northwind M\u00E9xico"}"""], Api.Changes);
        Assert.Equal("Northwind México", workflow.Contact(0).Company);
    }

    [Fact]
    public async Task Lists_are_a_line_an_item_and_choices_are_chosen()
    {
        var (workflow, page) = await OpenCompletedAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Edit action items of Dana Reyes" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Action items of Dana Reyes" }).FillAsync("Send the pricing sheet by Friday\n\n Call the warehouse ");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator("[data-contact='0'] [data-field=actionItems] li")).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit priority of Tom Okafor" }).ClickAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Priority of Tom Okafor" }).SelectOptionAsync("high");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();

        await Expect(page.Locator("[data-contact='1'] [data-field=priority]")).ToContainTextAsync("edited");
        await Expect(page.Locator("[data-contact='1'] [data-field=priority]")).ToContainTextAsync("High");
        Assert.Equal(["Send the pricing sheet by Friday", "Call the warehouse"], workflow.Contact(0).ActionItems);
        Assert.Equal("high", workflow.Contact(1).Priority);
    }

    [Fact]
    public async Task A_conflict_is_said_and_nothing_typed_is_lost()
    {
        var (workflow, page) = await OpenCompletedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit company of Dana Reyes" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Company of Dana Reyes" }).FillAsync("Mine Ltd");
        workflow.Edit(0, new Dictionary<string, JsonElement> { ["company"] = JsonSerializer.SerializeToElement("Theirs Ltd") });

        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Somebody changed this meanwhile: company is now “Theirs Ltd”.");
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Company of Dana Reyes" })).ToHaveValueAsync("Mine Ltd");
        await PictureAsync(page, "conflict-1280");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save mine" }).ClickAsync();

        await Expect(page.Locator("[data-contact='0'] [data-field=company]")).ToContainTextAsync("Mine Ltd");
        Assert.Equal("Mine Ltd", workflow.Contact(0).Company);
    }

    private async Task<(ScriptedWorkflow Workflow, IPage Page)> OpenCompletedAsync()
    {
        var workflow = Api.Add(Samples.Workflow("Northwind follow-up", "queued"));
        Samples.Complete(workflow);
        var page = await OpenAsync($"/workflows/{workflow.Id}");
        await Expect(page.GetByTestId("contact")).ToHaveCountAsync(2);
        return (workflow, page);
    }
}
