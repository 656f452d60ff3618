using System.IO.Compression;

namespace Grpc.Net.Compression;

/// <summary>The providers one side knows, by name, with the value of <c>grpc-accept-encoding</c> that announces them.</summary>
internal sealed class CompressionProviders
{
    public const string Identity = "identity";

    public static readonly CompressionProviders Default = new(
        [new GzipCompressionProvider(CompressionLevel.Fastest), new DeflateCompressionProvider(CompressionLevel.Fastest)]);

    private readonly Dictionary<string, ICompressionProvider> _byName = new(StringComparer.Ordinal);

    public CompressionProviders(IEnumerable<ICompressionProvider> providers)
    {
        foreach (var provider in providers)
        {
            _byName[provider.EncodingName] = provider; // The one named last wins.
        }

        AcceptEncoding = string.Join(',', _byName.Keys.Prepend(Identity));
    }

    public string AcceptEncoding { get; }

    public IEnumerable<string> Names => _byName.Keys;

    public ICompressionProvider? Find(string? encoding) => encoding is null ? null : _byName.GetValueOrDefault(encoding);
}
