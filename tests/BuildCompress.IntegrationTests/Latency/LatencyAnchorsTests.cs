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
}
