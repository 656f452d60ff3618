using Radzen;
using RoiApp.ServiceDefaults.Performance;
using RoiApp.Web;
using RoiApp.Web.Api;
using RoiApp.Web.Components;
using RoiApp.Web.Forwarding;
using RoiApp.Web.Live;
using RoiApp.Web.Security;

// Settings lie beside the program, from wherever it is started.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddServiceDefaults();
builder.ListenOn(8080, null);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
builder.WebHost.UseStaticWebAssets(); // In every environment: a build that was not published has its assets where they were made.

builder.Services.AddSingleton(TimeProvider.System).AddSingleton<WebMetrics>();
// A page's line lasts as long as the page, and what is forwarded as long as somebody watches or uploads.
builder.AddPerformance(new Dictionary<string, PerformanceTarget>(), new HttpRequestDurations("/_blazor", "/api/{**path}"));
builder.Services.AddApiClients().AddSingleton<EventFeed>().AddSingleton<OwnerFeed>().AddSingleton<ApiForwarder>();
builder.Services.AddKeyStorage(builder.Configuration);
builder.Services.AddRazorComponents().AddLivePages();
builder.Services.AddRadzenComponents();

var app = builder.Build();
app.UseSecurityHeaders();
app.UseWhen(context => !context.Request.Path.StartsWithSegments("/api"), pages =>
{
    pages.UseExceptionHandler("/error", createScopeForErrors: true);
    pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
});
app.UseRouting();
app.UseAntiforgery();

app.MapDefaultEndpoints();
app.MapStaticAssets();
app.MapForwarding();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = "'none'");
app.Run();
