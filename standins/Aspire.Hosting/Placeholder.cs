namespace Aspire.Hosting;

public interface IProjectMetadata { string ProjectPath { get; } }
public sealed class DistributedApplication { public static DistributedApplication CreateBuilder(string[] args) => new(); public DistributedApplication Build() => this; public void Run() { } public void AddProject<T>(string name) { } }
