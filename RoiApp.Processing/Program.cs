using RoiApp.Processing;
using RoiApp.Processing.Extraction;
using RoiApp.Processing.Receiving;
using RoiApp.ServiceDefaults;

// Settings lie beside the program, wherever it is started from.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddServiceDefaults();
builder.ListenOn(httpPort: 8084, grpcPort: 8083);
builder.Services.AddPipeline().AddExtraction();
const int maxMessageBytes = 4 * 1024 * 1024;
builder.Services.AddGrpc(o => (o.MaxReceiveMessageSize, o.CompressionProviders) = (maxMessageBytes, BoundedCompression.Known(maxMessageBytes)));
builder.Services.AddGrpcHealthChecks();
builder.Services.AddGrpcReflection();

var app = builder.Build();
app.MapGrpcService<ProcessingService>();
app.MapGrpcHealthChecksService();
app.MapGrpcReflectionService();
app.MapDefaultEndpoints();
app.Run();
