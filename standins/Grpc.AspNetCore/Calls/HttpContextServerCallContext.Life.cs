using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client.Wire;
using Grpc.Net.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal;

internal sealed partial class HttpContextServerCallContext
{
    private const long MaxTimerMilliseconds = uint.MaxValue - 1;

    private DateTime _deadline = DateTime.MaxValue;
    private CancellationTokenSource? _deadlineSource;
    private Timer? _deadlineTimer;
    private int _ended;

    /// <summary>Whether the outcome is settled: nothing may be written any more.</summary>
    public bool HasEnded => Volatile.Read(ref _ended) != 0;

    /// <summary>Reads what the client asks of the call, and starts its clock.</summary>
    public void Start(ILogger logger)
    {
        HttpContext.Features.Set<IServerCallContextFeature>(this);
        HttpContext.Response.ContentType = GrpcProtocol.ContentType;
        var encoding = Settings.ResponseEncoding;
        SetResponseEncoding(encoding is not null && ClientAccepts(encoding) ? encoding : CompressionProviders.Identity);
        if (HttpContext.Request.Headers.TryGetValue(GrpcProtocol.Encoding, out var requested)
            && requested != CompressionProviders.Identity && Settings.Compression.Find(requested) is null)
        {
            // "The response MUST include grpc-accept-encoding with the supported algorithms", should a compressed message follow.
            HttpContext.Response.Headers[GrpcProtocol.AcceptEncoding] = Settings.Compression.AcceptEncoding;
        }

        HostActivity()?.SetTag("grpc.method", Method);

        var timeoutText = HttpContext.Request.Headers[GrpcProtocol.Timeout].ToString();
        if (TimeoutText.TryDecode(timeoutText, out var timeout) && timeout > TimeSpan.Zero)
        {
            StartClock(timeout, logger);
        }
        else if (timeoutText.Length > 0)
        {
            ServerLog.InvalidTimeout(logger, timeoutText); // As the package does: an unreadable deadline is none.
        }
    }

    /// <summary>The method has returned: what it wrote is followed by its status.</summary>
    public void End()
    {
        if (TryEnd())
        {
            WriteStatus();
        }
    }

    /// <summary>The method, or reading its request, has thrown.</summary>
    public void Fail(Exception exception, ILogger logger)
    {
        if (exception is RpcException rpc)
        {
            ServerLog.CallFailed(logger, rpc.StatusCode, exception);
            foreach (var entry in rpc.Trailers)
            {
                ResponseTrailers.Add(entry);
            }

            Status = rpc.Status;
        }
        else
        {
            if (exception is (OperationCanceledException or IOException) && CancellationToken.IsCancellationRequested)
            {
                ServerLog.MethodCancelled(logger, Method, exception); // The client has gone: no fault of the service.
            }
            else
            {
                ServerLog.MethodThrew(logger, Method, exception);
            }

            Status = new Status(StatusCode.Unknown, ExceptionDetail.Of("Exception was thrown by handler.", exception, Settings.DetailedErrors), exception);
        }

        End();
    }

    /// <summary>Gives the request up, so that everything waiting on it ends.</summary>
    public void Reset()
    {
        if (HttpContext.Features.Get<IHttpResetFeature>() is { } reset)
        {
            reset.Reset(0); // NO_ERROR (RFC 9113, 8.1): the response is complete, the rest of the request is not wanted.
        }
        else
        {
            HttpContext.Abort();
        }
    }

    private void StartClock(TimeSpan timeout, ILogger logger)
    {
        var now = DateTime.UtcNow;
        _deadline = timeout < DateTime.MaxValue - now ? now + timeout : DateTime.MaxValue;
        _deadlineSource = CancellationTokenSource.CreateLinkedTokenSource(HttpContext.RequestAborted);
        if (timeout.TotalMilliseconds <= MaxTimerMilliseconds) // Longer than seven weeks: no call lives to see it.
        {
            _deadlineTimer = new Timer(_ => _ = ExpireAsync(logger), null, (long)Math.Ceiling(timeout.TotalMilliseconds), Timeout.Infinite);
        }
    }

    private async Task ExpireAsync(ILogger logger)
    {
        if (!TryEnd())
        {
            return;
        }

        try
        {
            ServerLog.DeadlineExceeded(logger, Method);
            Status = new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded");
            WriteStatus();
            await HttpContext.Response.CompleteAsync().ConfigureAwait(false);
            await _deadlineSource!.CancelAsync().ConfigureAwait(false);
            Reset();
        }
        catch (Exception e) // Nobody awaits a timer; the client must see an end all the same.
        {
            ServerLog.MethodThrew(logger, Method, e);
            HttpContext.Abort();
        }
    }

    /// <summary>The method's return and the deadline may come together; one of them ends the call.</summary>
    private bool TryEnd()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return false;
        }

        _deadlineTimer?.Dispose();
        return true;
    }

    private void WriteStatus()
    {
        var destination = StatusTrailers.DestinationOf(HttpContext.Response);
        if (_responseTrailers is not null)
        {
            foreach (var entry in _responseTrailers)
            {
                destination.Append(entry.Key, BinaryHeader.Encode(entry));
            }
        }

        StatusTrailers.Write(destination, Status);
        HostActivity()?.SetTag("grpc.status_code", ((int)Status.StatusCode).ToString(CultureInfo.InvariantCulture));
    }

    private Activity? HostActivity() => HttpContext.Features.Get<IHttpActivityFeature>()?.Activity;
}
