namespace Microsoft.Extensions.ServiceDiscovery.Http;

public interface IServiceDiscoveryHttpMessageHandlerFactory
{
    /// <summary>Puts service discovery in front of a handler that is not one of the client factory's.</summary>
    HttpMessageHandler CreateHandler(HttpMessageHandler handler);
}
