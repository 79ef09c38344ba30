using BuildCompress.Pipeline.Latency;

namespace BuildCompress.IntegrationTests.Latency;

public sealed class LatencyAnchorsTests
{
    [Fact]
    public void TheLastFactorHoldsUntilChoicesLieOnBothSides()
    {
        var anchors = new LatencyAnchors(aim: 100);
        Assert.Equal(1, anchors.Factor);
        anchors.Add(120, 1.2);
        Assert.Equal(1.2, anchors.Factor);
        anchors.Add(110, 1.15);
        Assert.Equal(1.15, anchors.Factor);

        anchors.Add(90, 1.05);

        Assert.Equal(1.10, anchors.Factor, 1e-12);
    }

    [Fact]
    public void ANetworkThatWasDisturbedDoesNotMoveTheCalibration()
    {
        (double, double)[] networks = [.. Enumerable.Range(1, 12).Select(i => (i * 10.0, 5 + (i * 9.0) + (i % 2 * 0.01)))];
        var quiet = LatencyCalibration.Fit(networks);
        networks[5].Item2 *= 1.4;

        var disturbed = LatencyCalibration.Fit(networks);

        Assert.Equal(quiet.Factor, disturbed.Factor, 0.01);
        Assert.Equal(quiet.Rest, disturbed.Rest, 0.2);
        Assert.Equal(networks[0].Item2, disturbed.Original);
    }
}
