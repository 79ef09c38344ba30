namespace BuildCompress.IntegrationTests.Engines;

/// <summary>Tests that measure or change the whole process: memory, handles, threads.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone in the process";
}
