using System.Security.Cryptography;
using RoiApp.Api.Data;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Intake;

/// <summary>Content on its way in: to disk as it comes, hashed and checked on the way. One writer.</summary>
internal sealed class IncomingContent : IAsyncDisposable
{
    private readonly string _fileName;
    private readonly FileType _type;
    private readonly long _maxBytes;
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _head = new byte[ContentSniffer.Head];
    private int _headBytes;
    private string? _format;
    private string? _sha256;

    private IncomingContent(FileStream file, string fileName, FileType type, long maxBytes) =>
        (_file, _fileName, _type, _maxBytes) = (file, fileName, type, maxBytes);

    public string FileName => _fileName;

    public FileType Type => _type;

    public string PartPath => _file.Name;

    public long Bytes { get; private set; }

    /// <summary>Lower-case hex; known once complete.</summary>
    public string Sha256 => _sha256 ?? throw new InvalidOperationException("Not complete yet.");

    /// <summary>Container found by content; known once complete.</summary>
    public string Format => _format ?? throw new InvalidOperationException("Not complete yet.");

    /// <summary>All of it; known once complete.</summary>
    public WholeContent Whole => new(PartPath, FileName, Type, Bytes, Sha256, Format);

    /// <summary>Begins to receive. Dispose to discard what was not stored.</summary>
    /// <exception cref="ProblemException">The storage cannot be written to.</exception>
    public static IncomingContent Begin(AudioStore audio, string fileName, FileType type, long maxBytes)
    {
        try
        {
            var file = new FileStream(audio.NewPartPath(), new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.Read,
                BufferSize = 0,
                Options = FileOptions.Asynchronous,
            });
            return new(file, fileName, type, maxBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unstorable(e);
        }
    }

    /// <exception cref="ProblemException">Too large, or not what the name says: known as early as the bytes tell.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        Bytes += bytes.Length;
        if (Bytes > _maxBytes)
        {
            throw ProblemType.UploadTooLarge.Because($"'{_fileName}' is larger than the {_maxBytes:N0} bytes that this server takes. Split the recording, or compress it.", "file");
        }
        if (_headBytes < _head.Length)
        {
            var part = bytes.Span[..Math.Min(bytes.Length, _head.Length - _headBytes)];
            part.CopyTo(_head.AsSpan(_headBytes));
            _headBytes += part.Length;
            if (_headBytes == _head.Length)
            {
                Sniff();
            }
        }
        _hash.AppendData(bytes.Span);
        try
        {
            await _file.WriteAsync(bytes, ct);
        }
        catch (Exception e) when (e is IOException or ArgumentOutOfRangeException) // As which .NET reports EFBIG: more than the file system's files may hold.
        {
            throw Unstorable(e);
        }
    }

    /// <summary>Call after the last byte: checks what there is and puts it on disk for good.</summary>
    public async Task CompleteAsync(CancellationToken ct)
    {
        if (Bytes == 0)
        {
            throw ProblemType.EmptyFile.Because($"'{_fileName}' holds no bytes. Check that the recording was saved, and send it again.", "file");
        }
        if (_format is null)
        {
            Sniff();
        }
        _sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
        try
        {
            await _file.FlushAsync(ct);
            _file.Flush(flushToDisk: true);
        }
        catch (IOException e)
        {
            throw Unstorable(e);
        }
        await _file.DisposeAsync();
    }

    /// <summary>Deletes what was received, unless it has been stored: then it has another name.</summary>
    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        _hash.Dispose();
        File.Delete(_file.Name);
    }

    private void Sniff() => _format = ContentSniffer.Check(_type, _fileName, _head.AsSpan(0, _headBytes));

    /// <summary>The storage does not take the file: full, or not to be written to.</summary>
    public static ProblemException Unstorable(Exception e) =>
        ProblemType.StorageFull.Because($"The server's storage does not take the file ({e.Message.TrimEnd('.')}). Free some space there, and send it again.", "file");
}
