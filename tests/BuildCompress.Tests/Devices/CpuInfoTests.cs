using BuildCompress.Devices.Fingerprints;

namespace BuildCompress.Tests.Devices;

public sealed class CpuInfoTests
{
    [Fact]
    public void ProcessorsThatAreAllAlikeAreNamedOnce()
    {
        const string one = "processor\t: 0\nmodel name\t: AMD EPYC\ncpu family\t: 25\nmodel\t\t: 17\nflags\t\t: fpu sse2 avx2 avx512f avx512_vnni\n";

        Assert.Equal(new CpuInfo("AMD EPYC (family 25 model 17)", "AVX-512 VNNI"), CpuInfo.Parse(one + "\n" + one));
    }

    [Fact]
    public void BigAndLittleCoresAreBothNamedAndTheNarrowerInstructionSetCounts()
    {
        const string little = "processor\t: 0\nFeatures\t: fp asimd\nCPU implementer\t: 0x41\nCPU part\t: 0xd03\n";
        const string big = "processor\t: 1\nFeatures\t: fp asimd asimddp\nCPU implementer\t: 0x41\nCPU part\t: 0xd0b\n";

        Assert.Equal(new CpuInfo("ARM implementer 0x41 part 0xd03 + ARM implementer 0x41 part 0xd0b", "NEON"), CpuInfo.Parse(little + "\n" + big));
    }

    [Fact]
    public void UnknownTextGivesAnUnknownProcessor() => Assert.Equal(new CpuInfo("unknown", "unknown"), CpuInfo.Parse("nothing here"));
}
