using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A string with holes that are filled when the application starts, written <c>ReferenceExpression.Create($"Host={endpoint}")</c>.</summary>
public class ReferenceExpression : IValueProvider, IManifestExpressionProvider
{
    private readonly IReadOnlyList<object> _parts;

    private ReferenceExpression(IReadOnlyList<object> parts) => _parts = parts;

    public string ValueExpression =>
        string.Concat(_parts.Select(part => part is IManifestExpressionProvider hole ? hole.ValueExpression : part.ToString()));

    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => new(handler.Parts);

    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var value = new StringBuilder();
        foreach (var part in _parts)
        {
            value.Append(part is IValueProvider hole ? await hole.GetValueAsync(cancellationToken) : part);
        }

        return value.ToString();
    }

    [InterpolatedStringHandler]
    public readonly struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        internal List<object> Parts { get; } = new(literalLength == 0 ? formattedCount : formattedCount * 2 + 1);

        public void AppendLiteral(string value) => Parts.Add(value);

        public void AppendFormatted(string? value) => Parts.Add(value ?? string.Empty);

        public void AppendFormatted<T>(T valueProvider)
            where T : IValueProvider, IManifestExpressionProvider => Parts.Add(valueProvider);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Parts.Count} parts");
    }
}
