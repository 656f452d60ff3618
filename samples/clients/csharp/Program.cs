// Hands a memo in to RoiApp, shows how far it is, prints whom it tells of. Usage: Memo FILE
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using RoiApp.Contracts.V1;

var address = $"http://127.0.0.1:{Environment.GetEnvironmentVariable("ROI_API_GRPC_PORT") ?? "8082"}";
// A watch is silent while nothing happens: pings tell a long silence from a dead connection.
using var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
{
    HttpHandler = new SocketsHttpHandler { KeepAlivePingDelay = TimeSpan.FromSeconds(20), KeepAlivePingTimeout = TimeSpan.FromSeconds(10) },
});
var workflows = new Workflows.WorkflowsClient(channel);
try
{
    var id = (await SubmitAsync(args[0])).Id;
    await WatchToTheEndAsync(id);
    var memo = await workflows.GetAsync(new GetWorkflowRequest { Id = id, View = WorkflowView.Full }, deadline: DateTime.UtcNow.AddSeconds(30));
    if (memo.Status != WorkflowStatus.Completed)
    {
        Console.Error.WriteLine($"{memo.Error.Code}: {memo.Error.Message}");
        return 1;
    }
    foreach (var contact in memo.Report.Contacts)
    {
        Console.WriteLine($"Contact: {contact.Name ?? "somebody"}, {contact.Company ?? "no company named"}, priority {contact.Priority}");
        foreach (var item in contact.ActionItems)
        {
            Console.WriteLine($"  to do: {item.Text}");
        }
    }
    return 0;
}
catch (RpcException e)
{
    Console.Error.WriteLine($"{e.StatusCode} {e.Trailers.GetValue("problem-type")}: {e.Status.Detail}");
    return 1;
}

async Task<Workflow> SubmitAsync(string file)
{
    await using var content = File.OpenRead(file);
    using var call = workflows.Submit(deadline: DateTime.UtcNow.AddMinutes(10));
    try
    {
        await call.RequestStream.WriteAsync(new SubmitRequest { Metadata = new SubmitMetadata { FileName = Path.GetFileName(file), TargetLanguage = "en" } });
        var buffer = new byte[128 * 1024];
        for (int read; (read = await content.ReadAsync(buffer)) > 0;)
        {
            await call.RequestStream.WriteAsync(new SubmitRequest { Content = ByteString.CopyFrom(buffer, 0, read) });
        }
        await call.RequestStream.CompleteAsync();
    }
    catch (Exception e) when (e is RpcException or InvalidOperationException)
    {
        // The server has answered before it had read all: its answer, below, says why.
    }
    return await call;
}

async Task WatchToTheEndAsync(string id)
{
    for (long seen = 0; ;)
    {
        try
        {
            using var watch = workflows.Watch(new WatchWorkflowRequest { Id = id, AfterSeq = seen });
            await foreach (var e in watch.ResponseStream.ReadAllAsync())
            {
                seen = e.Seq;
                Console.WriteLine($"{(e.Percent is { } percent ? $"{percent,3:0} %" : "     ")} {e.Type,-16} {(e.Message.Length > 0 ? e.Message : e.Segment?.Text)}");
                if (e.Workflow?.Status is WorkflowStatus.Completed or WorkflowStatus.Failed or WorkflowStatus.Cancelled)
                {
                    return;
                }
            }
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
        {
            await Task.Delay(TimeSpan.FromSeconds(1)); // The server restarts: it goes on after the last event that was seen.
        }
    }
}
