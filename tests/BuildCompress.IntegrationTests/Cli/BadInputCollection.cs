namespace BuildCompress.IntegrationTests.Cli;

/// <summary>Tests that share one compressed project.</summary>
[CollectionDefinition(Name)]
public sealed class BadInputCollection : ICollectionFixture<BadInputProject>
{
    public const string Name = "bad input";
}
