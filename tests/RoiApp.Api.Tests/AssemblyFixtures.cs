using RoiApp.Testing.Servers;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresServer))]
