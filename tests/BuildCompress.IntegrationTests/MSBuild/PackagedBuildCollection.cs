namespace BuildCompress.IntegrationTests.MSBuild;

/// <summary>Tests that run <c>dotnet build</c> against the packed package; one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PackagedBuildCollection : ICollectionFixture<PackageFeed>
{
    public const string Name = "packaged build";
}
