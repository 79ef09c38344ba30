using BuildCompress.Core.Manifests;

namespace BuildCompress.Tests.Core;

public sealed class BudgetGrammarTests
{
    [Theory]
    [InlineData("macs", "20000000", 20_000_000)]
    [InlineData("macs", "\"20 M\"", 20_000_000)]
    [InlineData("macs", "\"20M\"", 20_000_000)]
    [InlineData("macs", "\"1.5 G\"", 1_500_000_000)]
    [InlineData("macs", "\"0.0015 k\"", 1)]
    [InlineData("parameters", "\"150 k\"", 150_000)]
    [InlineData("size", "\"1 B\"", 1)]
    [InlineData("latency", "\"0.4 ms\"", 400_000)]
    [InlineData("latency", "\"500 us\"", 500_000)]
    [InlineData("latency", "\"1.2 s\"", 1_200_000_000)]
    [InlineData("size", "\"120 KiB\"", 122_880)]
    [InlineData("size", "\"120 kB\"", 120_000)]
    [InlineData("size", "\"1.5 MB\"", 1_500_000)]
    [InlineData("size", "\"1.5 MiB\"", 1_572_864)]
    [InlineData("size", "\"2 GiB\"", 2L << 30)]
    [InlineData("size", "9223372036854775807", long.MaxValue)]
    public void AQuantityIsAWholeNumberOfItsSmallestUnit(string kind, string written, long value) =>
        Assert.Equal(new BudgetAmount.Absolute(value), Read(kind, written));

    [Theory]
    [InlineData("\"50%\"", 1001, 500)]
    [InlineData("\"12.5 %\"", 800, 100)]
    [InlineData("\"100%\"", 7, 7)]
    [InlineData("\"33.3%\"", 1000, 333)]
    [InlineData("\"0.000000001%\"", 1000, 0)]
    public void AShareOfTheOriginalRoundsDown(string written, long original, long limit) =>
        Assert.Equal(limit, Read("macs", written).LimitFor(original));

    [Theory]
    [InlineData("macs", "\"20\"", "BCMP1009")]
    [InlineData("macs", "\"20 MB\"", "BCMP1009")]
    [InlineData("macs", "\"20 MAC\"", "BCMP1009")]
    [InlineData("macs", "\"20 m\"", "BCMP1009")]
    [InlineData("macs", "\"20  M\"", "BCMP1009")]
    [InlineData("macs", "\" 20 M\"", "BCMP1009")]
    [InlineData("macs", "\"20 M \"", "BCMP1009")]
    [InlineData("macs", "\"20 M\\n\"", "BCMP1009")]
    [InlineData("macs", "\"2e7 M\"", "BCMP1009")]
    [InlineData("macs", "\"1,000 k\"", "BCMP1009")]
    [InlineData("macs", "\".5 M\"", "BCMP1009")]
    [InlineData("macs", "\"5. M\"", "BCMP1009")]
    [InlineData("macs", "\"-5 M\"", "BCMP1009")]
    [InlineData("macs", "\"+5 M\"", "BCMP1009")]
    [InlineData("macs", "\"٥ M\"", "BCMP1009")]
    [InlineData("macs", "\"NaN%\"", "BCMP1009")]
    [InlineData("macs", "\"%\"", "BCMP1009")]
    [InlineData("macs", "\"\"", "BCMP1009")]
    [InlineData("macs", "-5", "BCMP1009")]
    [InlineData("macs", "1.5", "BCMP1009")]
    [InlineData("macs", "1e6", "BCMP1009")]
    [InlineData("macs", "9223372036854775808", "BCMP1009")]
    [InlineData("macs", "true", "BCMP1009")]
    [InlineData("macs", "null", "BCMP1009")]
    [InlineData("size", "\"120 KB\"", "BCMP1009")]
    [InlineData("size", "\"120 kib\"", "BCMP1009")]
    [InlineData("size", "\"120 M\"", "BCMP1009")]
    [InlineData("macs", "0", "BCMP1007")]
    [InlineData("macs", "\"0%\"", "BCMP1007")]
    [InlineData("macs", "\"100.1%\"", "BCMP1007")]
    [InlineData("macs", "\"0.0001 k\"", "BCMP1007")]
    [InlineData("size", "\"999999999999999 GiB\"", "BCMP1007")]
    public void EverythingElseIsRefused(string kind, string written, string id)
    {
        using var file = Manifest(kind, written);
        Assert.Equal(id, Assert.Single(file.Errors()).Id);
    }

    [Theory]
    [InlineData("\"0%\"", 0)]
    [InlineData("\"0.5 %\"", 0.005)]
    [InlineData("\"100%\"", 1)]
    public void AnAccuracyDropIsAPercentage(string written, double fraction)
    {
        using var file = ManifestFile.With("", $$""" "edge": { "accuracy": { "maxDrop": {{written}} } } """);
        Assert.Equal(fraction, file.Read().Targets[0].MaxAccuracyDrop!.Value, 15);
    }

    [Theory]
    [InlineData("2", "BCMP1006")]
    [InlineData("0.02", "BCMP1006")]
    [InlineData("\"2\"", "BCMP1006")]
    [InlineData("\"-2%\"", "BCMP1006")]
    [InlineData("\"101%\"", "BCMP1007")]
    public void AnAccuracyDropIsNothingElse(string written, string id)
    {
        using var file = ManifestFile.With("", $$""" "edge": { "accuracy": { "maxDrop": {{written}} } } """);
        Assert.Equal(id, Assert.Single(file.Errors()).Id);
    }

    private static BudgetAmount Read(string kind, string written)
    {
        using var file = Manifest(kind, written);
        return Assert.Single(file.Read().Targets[0].Budgets).Amount;
    }

    private static ManifestFile Manifest(string kind, string written) =>
        ManifestFile.With("", $$""" "edge": { "budget": { "{{kind}}": {{written}} } } """);
}
