using BuildCompress.Cli.Commands;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Engines.Probes;

namespace BuildCompress.IntegrationTests.Cli;

public sealed class DoctorCommandTests
{
    [Fact]
    public async Task EveryEngineIsNamedAndWorks()
    {
        var outcome = await CommandOutcome.RunAsync("doctor", "--json");

        var engines = outcome.Json.GetProperty("result").GetProperty("engines").EnumerateArray().ToList();
        Assert.Equal(["libtorch", "ONNX Runtime", "CBC"], engines.Select(e => e.GetProperty("name").GetString()));
        Assert.All(engines, e => Assert.True(e.GetProperty("works").GetBoolean(), e.ToString()));
        Assert.All(engines, e => Assert.True(File.Exists(e.GetProperty("path").GetString()), e.ToString()));
        Assert.Equal(0, outcome.ExitCode);
    }

    [Theory]
    [InlineData(true, true, ExitCode.Ok)]
    [InlineData(true, false, ExitCode.Unavailable)]
    [InlineData(false, true, ExitCode.Unavailable)]
    public void OneBrokenEngineIsEnoughToFail(bool first, bool second, ExitCode exitCode)
    {
        var engine = new EngineStatus("x", "system", "1", "", 1, "AVX2", "", Works: true);
        Assert.Equal(exitCode, new DoctorResult([engine with { Works = first }, engine with { Works = second }]).AsExitCode());
    }

    [Fact]
    public void AnEngineThatNothingNeedsMayBeAbsent()
    {
        var engine = new EngineStatus("x", "system", "1", "", 1, "AVX2", "", Works: false) { IsRequired = false };
        Assert.Equal(ExitCode.Ok, new DoctorResult([engine]).AsExitCode());
    }
}
