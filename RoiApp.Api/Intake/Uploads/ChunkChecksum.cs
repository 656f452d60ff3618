using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Intake.Uploads;

/// <summary>Holds one request's bytes against the checksum that its client sent along.</summary>
internal sealed class ChunkChecksum : IDisposable
{
    public const string Algorithms = "sha1,sha256,crc32";

    private readonly IncrementalHash? _hash;
    private readonly Crc32? _crc;
    private readonly byte[] _promised;
    private readonly string _algorithm;

    private ChunkChecksum(string algorithm, byte[] promised, IncrementalHash? hash) =>
        (_algorithm, _promised, _hash, _crc) = (algorithm, promised, hash, hash is null ? new() : null);

    /// <summary>Null when the request carries none.</summary>
    /// <exception cref="ProblemException">An algorithm that is not known here, or no checksum of it.</exception>
    public static ChunkChecksum? From(HttpRequest request)
    {
        var header = request.Headers[TusHeaders.UploadChecksum].ToString();
        if (header.Length == 0)
        {
            return null;
        }
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        var algorithm = space < 0 ? header : header[..space];
        var bytes = algorithm switch
        {
            "sha1" => SHA1.HashSizeInBytes,
            "sha256" => SHA256.HashSizeInBytes,
            "crc32" => sizeof(uint),
            _ => throw ProblemType.InvalidField.Because($"{TusHeaders.UploadChecksum} names an algorithm that this server does not know. It knows {Algorithms}.", TusHeaders.UploadChecksum),
        };
        var promised = new byte[bytes];
        if (!Convert.TryFromBase64String(header[(space + 1)..], promised, out var given) || given != bytes)
        {
            throw ProblemType.InvalidField.Because($"{TusHeaders.UploadChecksum} has to be '{algorithm}', a space, and {bytes} bytes in Base64.", TusHeaders.UploadChecksum);
        }
        return new(algorithm, promised, algorithm switch
        {
            "sha1" => IncrementalHash.CreateHash(HashAlgorithmName.SHA1), // Against accidents, as tus asks; what is stored is named by SHA-256.
            "sha256" => IncrementalHash.CreateHash(HashAlgorithmName.SHA256),
            _ => null,
        });
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _hash?.AppendData(bytes);
        _crc?.Append(bytes);
    }

    /// <exception cref="ProblemException">The bytes are not those that the client meant.</exception>
    public void Verify()
    {
        Span<byte> found = stackalloc byte[_promised.Length];
        if (_hash is not null)
        {
            _hash.GetHashAndReset(found);
        }
        else
        {
            // tus leaves the order of the four bytes open; the highest first is how every hash is written.
            BinaryPrimitives.WriteUInt32BigEndian(found, _crc!.GetCurrentHashAsUInt32());
        }
        if (!found.SequenceEqual(_promised))
        {
            throw ProblemType.ChecksumMismatch.Because($"What arrived has another {_algorithm} than announced, so none of it was kept. Send these bytes again.", TusHeaders.UploadChecksum);
        }
    }

    public void Dispose() => _hash?.Dispose();
}
