namespace BuildCompress.IntegrationTests.Devices;

/// <summary>Tests that measure time: no other test runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TimingCollection
{
    public const string Name = "timing";
}
