namespace RoiApp.StandIns.Tests.Hosting;

/// <summary>Tests that start real processes run one after the other: two cores are soon busy.</summary>
[CollectionDefinition(nameof(HostedApplications))]
public sealed class HostedApplications;
