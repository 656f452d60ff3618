namespace Aspire.Hosting.ApplicationModel;

public class PostgresServerResource(string name, ParameterResource? userName, ParameterResource password)
    : ContainerResource(name), IResourceWithConnectionString
{
    private const string DefaultUserName = "postgres";

    private readonly Dictionary<string, string> _databases = new(StringComparer.OrdinalIgnoreCase);

    public EndpointReference PrimaryEndpoint => new(this, "tcp");

    public ParameterResource? UserNameParameter { get; set; } = userName;

    public ParameterResource PasswordParameter { get; set; } = password;

    public ReferenceExpression ConnectionStringExpression => UserNameParameter is { } user
        ? ReferenceExpression.Create(
            $"Host={PrimaryEndpoint.Property(EndpointProperty.Host)};Port={PrimaryEndpoint.Property(EndpointProperty.Port)};Username={user};Password={PasswordParameter}")
        : ReferenceExpression.Create(
            $"Host={PrimaryEndpoint.Property(EndpointProperty.Host)};Port={PrimaryEndpoint.Property(EndpointProperty.Port)};Username={DefaultUserName};Password={PasswordParameter}");

    /// <summary>Database names by the names of their resources.</summary>
    public IReadOnlyDictionary<string, string> Databases => _databases;

    internal void Add(PostgresDatabaseResource database) => _databases.TryAdd(database.Name, database.DatabaseName);

    internal async Task<string> UserNameAsync(CancellationToken ct) =>
        UserNameParameter is null ? DefaultUserName : await UserNameParameter.GetValueAsync(ct) ?? DefaultUserName;
}
