namespace Aspire.Hosting.ApplicationModel;

/// <summary>How to come by a parameter's value when nobody gave one. The stand-in has no kinds of it.</summary>
public abstract class ParameterDefault;

/// <summary>A value from outside the application, such as a password.</summary>
public class ParameterResource(string name, Func<ParameterDefault?, string> callback, bool secret = false)
    : Resource(name), IValueProvider, IManifestExpressionProvider
{
    private readonly Lazy<string> _value = new(() => callback(null));

    public bool Secret { get; } = secret;

    public string ValueExpression => $"{{{Name}.value}}";

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) => new(_value.Value);
}
