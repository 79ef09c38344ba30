using BuildCompress.Onnx.Graphs;
using BuildCompress.Pipeline.Latency;

namespace BuildCompress.IntegrationTests.Latency;

/// <summary>What is found out about a device from layers alone and whole networks of them.</summary>
public sealed class LatencyCalibrationTests
{
    private static readonly LayerKind Wide = Kind(height: 16, add: false), Deep = Kind(height: 8, add: true);

    /// <summary>Rows of factor, rest, per layer, per element and block.</summary>
    [Theory]
    [InlineData(1, 5000, 2500, 0.1, 16)]
    [InlineData(0.9, 5000, 2500, 0.1, 8)]
    [InlineData(1.1, 0, 3000, 0, int.MaxValue)]
    [InlineData(1.2, 7000, 0, 0, int.MaxValue)]
    public void WhatADeviceTakesForLayersAloneIsFound(double factor, double rest, double perLayer, double perElement, int block)
    {
        var device = new LatencyCalibration(factor, rest, 0) { PerLayer = perLayer, PerElement = perElement, Block = block };
        var networks = Networks(device, disturbed: 0);

        var fit = LatencyCalibration.Fit(networks);

        Assert.InRange(fit.Error, 0, 1e-6);
        Assert.Equal(block, fit.Block);
        Assert.Equal([factor, rest, perLayer, perElement], [Math.Round(fit.Factor, 6), Math.Round(fit.Rest, 2), Math.Round(fit.PerLayer, 2), Math.Round(fit.PerElement, 6)]);
    }

    [Fact]
    public void NetworksThatSomethingDisturbedDoNotCount()
    {
        var device = new LatencyCalibration(1, 5000, 0) { PerLayer = 2500, PerElement = 0.1, Block = 16 };
        var quiet = Networks(device, disturbed: 0);

        var fit = LatencyCalibration.Fit(Networks(device, disturbed: 3));

        Assert.Equal(quiet[0].Measured, fit.Original);
        Assert.All(quiet, n => Assert.Equal(n.Measured, fit.TimeOf(n.Layers), n.Measured * 1e-6));
    }

    [Fact]
    public void ADeviceThatTakesTwiceAsLongTakesTwiceAsLongForEverything()
    {
        var device = new LatencyCalibration(1, 5000, 0) { PerLayer = 2500, PerElement = 0.1, Block = 16 };

        Assert.All(Networks(device, disturbed: 0), n => Assert.Equal(2 * n.Measured, device.Scaled(2).TimeOf(n.Layers), n.Measured * 1e-9));
    }

    private static List<CalibrationNetwork> Networks(LatencyCalibration device, int disturbed)
    {
        var random = new Random(1);
        int Count() => 4 * random.Next(1, 17);
        return
        [
            .. Enumerable.Range(0, 40).Select(i =>
            {
                List<LayerCost> layers = [.. Enumerable.Range(0, random.Next(3, 10)).Select(_ => Layer(random.Next(2) == 0 ? Wide : Deep, Count(), Count()))];
                return new CalibrationNetwork(layers, device.TimeOf(layers) * (i > 0 && i <= disturbed ? 1.5 : 1));
            }),
        ];
    }

    private static LayerCost Layer(LayerKind kind, int inputs, int outputs) => new(kind, inputs, outputs, 4000 + (inputs * outputs * kind.OutputPositions * 0.02));

    private static LayerKind Kind(int height, bool add) => new(
        $"Conv {height}", new Node("conv", "Conv", "", [], [], new Dictionary<string, AttributeValue>()), height, height, height * height, [3, 3], 1, add, false, false);
}
