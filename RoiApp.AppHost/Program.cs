using Aspire.Hosting;

var builder = DistributedApplication.CreateBuilder(args);
builder.AddProject<Projects.RoiApp_Processing>("processing");
builder.AddProject<Projects.RoiApp_Api>("api");
builder.AddProject<Projects.RoiApp_Web>("web");
builder.Build().Run();
