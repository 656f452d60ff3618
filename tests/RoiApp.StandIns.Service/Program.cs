using System.Diagnostics;
using System.Globalization;
using System.Net;

// A service for tests of the app host: what it does is said in its environment.
var builder = WebApplication.CreateBuilder(args);
var settings = builder.Configuration;
if (settings["EXIT_AT_START"] is { } code)
{
    Console.Error.WriteLine("cannot go on");
    return int.Parse(code, CultureInfo.InvariantCulture);
}

if (settings["HELPER_SECONDS"] is { } seconds)
{
    using var helper = Process.Start("sleep", seconds); // Left behind on purpose when this process ends.
    Console.WriteLine($"helper {helper.Id}");
}

if (settings.GetValue<int?>("Listen:HttpPort") is { } port)
{
    builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
}

var app = builder.Build();
app.MapGet("/health", () => settings["HEALTHY_FILE"] is { } file && !File.Exists(file) ? Results.StatusCode(503) : Results.Ok());
app.MapGet("/environment", () => Environment.GetEnvironmentVariables());
app.MapPost("/exit/{exitCode:int}", (int exitCode) => Environment.Exit(exitCode));
Console.WriteLine($"pid {Environment.ProcessId}");
app.Run();
return 0;
