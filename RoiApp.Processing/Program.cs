using RoiApp.Processing;
using RoiApp.Processing.Extraction;
using RoiApp.Processing.Receiving;
using RoiApp.ServiceDefaults;
using RoiApp.ServiceDefaults.Caching;
using RoiApp.ServiceDefaults.Performance;

// Settings lie beside the program, wherever it is started from.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddServiceDefaults();
builder.ListenOn(httpPort: 8084, grpcPort: 8083);
builder.AddPerformance(
    new Dictionary<string, PerformanceTarget>(),
    new HttpRequestDurations("/roi.v1.Processing/Process", "/grpc.health.v1.Health/Watch", "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"),
    new TaggedDurations("roiapp.processing.step_duration", "step") { By = ["step"], Outcome = "outcome" },
    new TaggedDurations("roiapp.processing.recogniser_wait", "recogniser", "wait"),
    new TaggedDurations("cache.lookup.duration", "cache") { By = ["cache_type", "outcome"] });
builder.AddCaching();
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
