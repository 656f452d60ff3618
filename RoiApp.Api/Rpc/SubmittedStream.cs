using Grpc.Core;
using Microsoft.Extensions.Options;
using RoiApp.Api.Data;
using RoiApp.Api.Intake;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Rpc;

/// <summary>Receives a submission over gRPC: metadata first, then the content in chunks.</summary>
internal sealed class SubmittedStream(AudioStore audio, KeyedReceiver receiver, TimeProvider time, IOptions<IntakeOptions> options)
{
    private const int MaxChunkBytes = 1024 * 1024;

    /// <exception cref="ProblemException">A message out of order, a field that is not valid, or a file that is not taken.</exception>
    public async Task<Submitted> ReceiveAsync(IAsyncStreamReader<Wire.SubmitRequest> requests, Metadata headers, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(options.Value.ReceiveWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        try
        {
            var key = SubmissionKey.Parse([.. headers.GetAll(SubmissionKey.MetadataKey).Select(h => h.Value)]);
            return await ReceivePartsAsync(requests, key, either.Token, ct);
        }
        catch (Exception e) when (e is OperationCanceledException or RpcException && late.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw MultipartUpload.TooSlow(options.Value);
        }
    }

    private async Task<Submitted> ReceivePartsAsync(IAsyncStreamReader<Wire.SubmitRequest> requests, string? key, CancellationToken within, CancellationToken ct)
    {
        if (!await requests.MoveNext(within) || requests.Current.Metadata is not { } metadata)
        {
            throw ProblemType.InvalidRequest.Because("The first message has to carry 'metadata'.");
        }
        var submission = new Submission(
            Submission.ParseName(metadata.Name),
            Submission.ParseLanguage(metadata.Language),
            Submission.ParseTarget(metadata.TargetLanguage, options.Value.DefaultTargetLanguage),
            WireWords.Of(WireWords.Known(metadata.Priority, "priority")));
        var name = FileName.Neutralise(metadata.FileName);
        await using var content = IncomingContent.Begin(audio, name, FileType.Of(name), options.Value.MaxBytes);
        while (await requests.MoveNext(within))
        {
            if (requests.Current.PartCase != Wire.SubmitRequest.PartOneofCase.Content)
            {
                throw ProblemType.InvalidRequest.Because("After the first message only 'content' may follow.");
            }
            var chunk = requests.Current.Content;
            if (chunk.Length > MaxChunkBytes)
            {
                throw ProblemType.InvalidRequest.Because($"A message holds {chunk.Length:N0} bytes of content; send at most {MaxChunkBytes:N0} at a time.");
            }
            await content.WriteAsync(chunk.Memory, within);
        }
        await content.CompleteAsync(within);
        KeyValuePair<string, string>[] fields =
        [
            new("name", submission.Name ?? ""), new("language", submission.Language), new("target", submission.TargetLanguage ?? ""), new("priority", $"{submission.Priority}"),
        ];
        return await receiver.SubmitAsync(content, submission, SubmissionKey.Of(key, "submit", fields, [(name, content.Sha256)]), ct);
    }
}
