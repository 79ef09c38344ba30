using BuildCompress.Devices.Probes;

namespace BuildCompress.IntegrationTests.Devices;

public sealed class OnnxRuntimeProbeTests
{
    [Fact]
    public void AWorkingRuntimeSaysWhereItIsAndWhatItIs()
    {
        var status = OnnxRuntimeProbe.Run();

        Assert.True(status.Works, status.SelfTest);
        Assert.True(File.Exists(status.Path), status.Path);
        Assert.Matches(@"^1\.\d+\.\d+", status.Version);
        Assert.Equal("relu(-1, 2) = (0, 2)", status.SelfTest);
    }
}
