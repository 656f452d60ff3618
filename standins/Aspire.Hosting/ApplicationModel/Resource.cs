using System.Text.RegularExpressions;

namespace Aspire.Hosting.ApplicationModel;

public abstract partial class Resource : IResource
{
    /// <param name="name">Letters, digits and hyphens, a letter first: it becomes part of environment variable names and log prefixes.</param>
    protected Resource(string name)
    {
        if (!NamePattern().IsMatch(name))
        {
            throw new ArgumentException(
                $"Resource name '{name}' is not allowed: up to 64 ASCII letters, digits and single hyphens, starting with a letter.", nameof(name));
        }

        Name = name;
    }

    public virtual string Name { get; }

    public virtual ResourceAnnotationCollection Annotations { get; } = [];

    [GeneratedRegex("^(?=.{1,64}$)[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$")]
    private static partial Regex NamePattern();
}

public class ProjectResource(string name)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport;

/// <summary>A server. In the package it runs in a container; here it is a program installed on this machine.</summary>
public class ContainerResource(string name, string? entrypoint = null)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport
{
    public string? Entrypoint { get; set; } = entrypoint;
}
