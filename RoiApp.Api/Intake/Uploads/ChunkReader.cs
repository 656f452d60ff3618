using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Intake.Uploads;

/// <summary>Takes one request's bytes to disk as they come. What has been written stays when the request breaks off, unless it came with a checksum.</summary>
internal sealed class ChunkReader(IHostApplicationLifetime host, UploadMetrics metrics, TimeProvider time, IOptions<IntakeOptions> options)
{
    /// <exception cref="ProblemException">Too much, too slow, not what was announced, or somebody else goes on with the upload.</exception>
    public async Task ReadAsync(
        HttpRequest request, Data.Upload upload, UploadPart part, PartHash hash, ChunkChecksum? checksum, CancellationToken takenOver, CancellationToken ct)
    {
        var start = part.Bytes;
        var atMost = (upload.Length ?? options.Value.MaxBytes) - start;
        if (request.ContentLength > atMost)
        {
            throw TooMuch(upload, start);
        }
        LiftBodyLimit(request.HttpContext);
        await hash.CatchUpAsync(part.File, start, ct);
        if (checksum is not null)
        {
            part.BeginUnverified();
        }
        using var late = new CancellationTokenSource(options.Value.ReceiveWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token, takenOver, host.ApplicationStopping);
        try
        {
            await CopyAsync(request.BodyReader, upload, part, hash, checksum, start + atMost, either.Token);
            checksum?.Verify();
            part.Flush(); // Before the answer: what the client is told to be here survives a power cut.
            part.Verified();
        }
        catch (Exception e)
        {
            part.CutTo(checksum is not null || e is ProblemException { Type.Status: StatusCodes.Status413PayloadTooLarge } ? start : part.Bytes);
            if (Reason(e, late.Token, takenOver) is { } reason)
            {
                metrics.BrokenOff(reason);
                if (HttpProtocol.IsHttp11(request.Protocol) && !request.HttpContext.Response.HasStarted)
                {
                    request.HttpContext.Response.Headers.Connection = "close"; // The rest of this body is not waited for.
                }
            }
            throw Told(e, late.Token, takenOver, ct);
        }
        finally
        {
            metrics.Received(part.Bytes - start);
        }
    }

    private static async Task CopyAsync(PipeReader body, Data.Upload upload, UploadPart part, PartHash hash, ChunkChecksum? checksum, long end, CancellationToken ct)
    {
        // By this and not by the token: a read that a token ends leaves the reader unfit for what follows, the rest of the body.
        await using var ending = ct.Register(body.CancelPendingRead);
        var pieces = new List<ReadOnlyMemory<byte>>();
        while (true)
        {
            var read = await body.ReadAsync(CancellationToken.None);
            var before = part.Bytes;
            if (before + read.Buffer.Length > end)
            {
                body.AdvanceTo(read.Buffer.End);
                throw TooMuch(upload, end);
            }
            try
            {
                if (read.Buffer.Length > 0)
                {
                    await AppendAsync(read.Buffer, pieces, part, hash, checksum);
                }
            }
            finally
            {
                body.AdvanceTo(read.Buffer.End);
            }
            if (before < ContentSniffer.Head && part.Bytes >= ContentSniffer.Head)
            {
                await UploadCompletion.FormatAsync(upload, part, CancellationToken.None);
            }
            if (read.IsCompleted)
            {
                return;
            }
            ct.ThrowIfCancellationRequested();
        }
    }

    // To disk and through the hash at the same time, straight from the connection's own buffers. Never half: what is written is what the next offset is.
    private static async Task AppendAsync(ReadOnlySequence<byte> bytes, List<ReadOnlyMemory<byte>> pieces, UploadPart part, PartHash hash, ChunkChecksum? checksum)
    {
        pieces.Clear();
        foreach (var piece in bytes)
        {
            pieces.Add(piece);
        }
        var writing = part.AppendAsync(pieces, CancellationToken.None);
        foreach (var piece in pieces)
        {
            hash.Append(piece.Span);
            checksum?.Append(piece.Span);
        }
        await writing;
    }

    private string? Reason(Exception e, CancellationToken late, CancellationToken takenOver) => e switch
    {
        ProblemException => null,
        _ when takenOver.IsCancellationRequested => "taken-over",
        _ when host.ApplicationStopping.IsCancellationRequested => "stopping",
        _ when late.IsCancellationRequested || e is BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => "too-slow",
        IOException or OperationCanceledException or BadHttpRequestException => "connection",
        _ => null,
    };

    private Exception Told(Exception e, CancellationToken late, CancellationToken takenOver, CancellationToken ct) => Reason(e, late, takenOver) switch
    {
        null => e,
        "taken-over" => UploadTurns.Busy(),
        "stopping" => ProblemType.ServerStopping.Because("The server is going down. What has arrived is kept: ask with HEAD how far it is, and go on when it is back."),
        "too-slow" => ProblemType.UploadTooSlow.Because("Too little came for too long. What has arrived is kept: ask with HEAD how far it is, and go on from there.", "file"),
        _ when ct.IsCancellationRequested => new OperationCanceledException(e.Message, e, ct),
        _ => ProblemType.UploadIncomplete.Because("The request broke off before its end. What has arrived is kept: ask with HEAD how far it is, and go on from there.", "file"),
    };

    private static ProblemException TooMuch(Data.Upload upload, long at) => ProblemType.UploadTooLarge.Because(
        $"More bytes come at {at:N0} than '{upload.FileName}' {(upload.Length is { } length ? $"was said to have ({length:N0})" : "may have")}. Begin a new upload.", "file");

    private static void LiftBodyLimit(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null; // They are counted as they come.
        }
    }
}
