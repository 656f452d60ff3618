using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Net.Client.Balancer.Internal;
using Grpc.Net.Client.Wire;

namespace Grpc.Net.Client.Calls;

internal sealed partial class GrpcCall<TRequest, TResponse>
{
    /// <summary>Attempts the call until a response begins, or until its failure is not one to retry.</summary>
    private async Task SendAsync(RequestBody body)
    {
        var rules = Channel.Retries.For(Method);
        for (var attempts = 1; !HasEnded; attempts++)
        {
            var (status, trailers) = await AttemptAsync(body, attempts - 1).ConfigureAwait(false);
            if (status is not { } failure)
            {
                body.Commit();
                return;
            }

            var pause = body.CanRepeat && !HasEnded ? rules?.Pause(attempts, failure, trailers) : null;
            var throttled = rules is not null && rules.Codes.Contains(failure.StatusCode) && !Channel.Retries.AllowsAfterFailure();
            if (pause is null || throttled)
            {
                var missesMessage = failure.StatusCode == StatusCode.OK && (Method.Type is MethodType.Unary or MethodType.ClientStreaming);
                End(missesMessage ? s_noMessage : failure, trailers);
                return;
            }

            _response?.Dispose();
            _response = null;
            await Task.Delay(pause.Value, Cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>The status of an attempt that ended without a message, or nothing when the response's messages are to be read.</returns>
    private async Task<(Status? Status, Metadata Trailers)> AttemptAsync(RequestBody body, int previousAttempts)
    {
        try
        {
            using var request = RequestHead.Create(Channel, Method, _host, body.NextAttempt(), TimeLeft(), previousAttempts);
            RequestHead.Add(request.Headers, _options.Headers);
            if (Channel.Credentials.Applies(_options))
            {
                var shown = new Metadata();
                await Channel.Credentials.AddToAsync(shown, Method, request.RequestUri!, _options, Cancellation).ConfigureAwait(false);
                RequestHead.Add(request.Headers, shown);
            }

            if (_options.IsWaitForReady)
            {
                request.Options.Set(BalancingHandler.WaitForReady, true);
            }

            var response = await Channel.Transport.SendAsync(request, Cancellation).ConfigureAwait(false);
            _response = response;
            if (ResponseHead.EarlyStatus(response) is { } status)
            {
                return (status, ResponseHead.Metadata(response.Headers));
            }

            var encoding = response.Headers.NonValidated.TryGetValues(GrpcProtocol.Encoding, out var values) ? values.ToString() : null;
            _pipe = PipeReader.Create(await response.Content.ReadAsStreamAsync(Cancellation).ConfigureAwait(false), s_pipe);
            _reader = new FrameReader(_pipe, Channel.MaxReceiveBytes, encoding, Channel.Compression);
            return (null, Metadata.Empty);
        }
        catch (Exception e)
        {
            return (FailureStatus.Of(FailureStatus.WhenStarting, e), Metadata.Empty);
        }
    }
}
