namespace RoiApp.Processing.Decoding;

/// <summary>How much of a recording is decoded, and how long all of it will be. Written by the decoder, read by whoever reports.</summary>
/// <param name="contentBytes">Size of the whole file, 0 when unknown.</param>
internal sealed class DecodingProgress(long contentBytes) : IProgress<long>
{
    // A ratio of the first few bytes says more about headers than about the recording.
    private const long TrustAfterMs = 2_000;

    private long _bytesTaken;
    private long _decodedMs;
    private long _declaredMs;
    private volatile bool _ended;

    public long DecodedMs => Interlocked.Read(ref _decodedMs);

    /// <summary>What the file says of itself; 0 when it does not say.</summary>
    public long DeclaredMs { get => Interlocked.Read(ref _declaredMs); set => Interlocked.Exchange(ref _declaredMs, value); }

    /// <summary>Length of all the audio: exact once decoded to the end, an estimate before, 0 while unknown.</summary>
    public long TotalMs
    {
        get
        {
            var decoded = DecodedMs;
            if (_ended)
            {
                return decoded;
            }
            if (DeclaredMs is > 0 and var declared)
            {
                return Math.Max(declared, decoded);
            }
            var taken = Interlocked.Read(ref _bytesTaken);
            return contentBytes <= 0 || taken <= 0 || decoded < TrustAfterMs ? 0 : (long)(decoded * Math.Max(1.0, (double)contentBytes / taken));
        }
    }

    public void Report(long value) => Interlocked.Add(ref _bytesTaken, value);

    public void DecodedTo(long ms) => Interlocked.Exchange(ref _decodedMs, ms);

    public void End() => _ended = true;
}
