using BuildCompress.Engines.Probes;

namespace BuildCompress.IntegrationTests.Engines;

/// <summary>What <c>doctor</c> says about libtorch.</summary>
public sealed class LibtorchProbeTests
{
    [Fact]
    public void ProbeFindsAWorkingLibtorch()
    {
        var status = LibtorchProbe.Run();

        Assert.True(status.Works, status.SelfTest);
        Assert.Equal(torch.get_num_threads(), status.Threads);
        Assert.Contains("torch_cpu", status.Path);
        Assert.Matches(@"^\d+\.\d+", status.Version);
        Assert.Contains(" ms", status.SelfTest);
    }
}
