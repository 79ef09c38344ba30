using BuildCompress.Devices.Fingerprints;
using Kind = System.Runtime.InteropServices.Architecture;

namespace BuildCompress.Tests.Devices;

/// <summary>The texts are written in the form of the kernels on such machines, with one core of each kind.</summary>
public sealed class CpuInfoTests
{
    private const string RaspberryPi4 =
        """
        processor	: 0
        BogoMIPS	: 108.00
        Features	: fp asimd evtstrm crc32 cpuid
        CPU implementer	: 0x41
        CPU architecture: 8
        CPU variant	: 0x0
        CPU part	: 0xd08
        CPU revision	: 3

        Hardware	: BCM2835
        Revision	: c03114
        Serial		: 100000001a2b3c4d
        Model		: Raspberry Pi 4 Model B Rev 1.4

        """;

    private const string RaspberryPi5 =
        """
        processor	: 0
        BogoMIPS	: 108.00
        Features	: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp
        CPU implementer	: 0x41
        CPU architecture: 8
        CPU variant	: 0x4
        CPU part	: 0xd0b
        CPU revision	: 1

        Revision	: c04170
        Serial		: 100000001a2b3c4d
        Model		: Raspberry Pi 5 Model B Rev 1.0

        """;

    private const string Graviton3 =
        """
        processor	: 0
        BogoMIPS	: 2100.00
        Features	: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm jscvt fcma lrcpc dcpop sha3 sm3 sm4 asimddp sha512 sve asimdfhm dit uscat ilrcpc flagm ssbs paca pacg dcpodp svei8mm svebf16 i8mm bf16 dgh rng
        CPU implementer	: 0x41
        CPU architecture: 8
        CPU variant	: 0x1
        CPU part	: 0xd40
        CPU revision	: 1

        """;

    private const string AppleM1Guest =
        """
        processor	: 0
        BogoMIPS	: 48.00
        Features	: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm jscvt fcma lrcpc dcpop sha3 asimddp sha512 asimdfhm dit uscat ilrcpc flagm sb paca pacg dcpodp flagm2 frint
        CPU implementer	: 0x61
        CPU architecture: 8
        CPU variant	: 0x0
        CPU part	: 0x000
        CPU revision	: 0

        """;

    private const string RaspberryPi3On32Bits =
        """
        processor	: 0
        model name	: ARMv7 Processor rev 4 (v7l)
        BogoMIPS	: 38.40
        Features	: half thumb fastmult vfp edsp neon vfpv3 tls vfpv4 idiva idivt vfpd32 lpae evtstrm crc32
        CPU implementer	: 0x41
        CPU architecture: 7
        CPU variant	: 0x0
        CPU part	: 0xd03
        CPU revision	: 4

        """;

    private const string Epyc =
        """
        processor	: 0
        vendor_id	: AuthenticAMD
        cpu family	: 25
        model		: 17
        model name	: AMD EPYC
        flags		: fpu sse2 avx2 avx512f avx512_vnni

        """;

    [Fact]
    public void ProcessorsThatAreAllAlikeAreNamedOnce() =>
        Assert.Equal(
            new CpuInfo("AMD EPYC (family 25 model 17)", "AVX-512 VNNI"), CpuInfo.Parse(Epyc + "\n" + Epyc, board: null, Kind.X64));

    [Theory]
    [InlineData(RaspberryPi4, "Raspberry Pi 4 Model B Rev 1.4", "Cortex-A72 (Raspberry Pi 4 Model B Rev 1.4)", "NEON")]
    [InlineData(RaspberryPi5, "Raspberry Pi 5 Model B Rev 1.0", "Cortex-A76 (Raspberry Pi 5 Model B Rev 1.0)", "NEON DOTPROD")]
    [InlineData(Graviton3, null, "Neoverse-V1", "NEON I8MM")]
    [InlineData(AppleM1Guest, null, "Apple part 0x000", "NEON DOTPROD")]
    public void ArmCoresAreNamedByTheirNumbersAndTheirBoard(string cpuInfo, string? board, string model, string instructionSet) =>
        Assert.Equal(new CpuInfo(model, instructionSet), CpuInfo.Parse(cpuInfo, board, Kind.Arm64));

    [Fact]
    public void OfArmCoresTheNameOfTheArchitectureSaysNothing() =>
        Assert.Equal(new CpuInfo("Cortex-A53", "NEON"), CpuInfo.Parse(RaspberryPi3On32Bits, board: null, Kind.Arm));

    [Fact]
    public void CoresOfUnknownMakersKeepTheirNumbers() =>
        Assert.Equal(
            new CpuInfo("ARM implementer 0x99 part 0xd08", "NEON"),
            CpuInfo.Parse(RaspberryPi4.Replace("0x41", "0x99", StringComparison.Ordinal), board: null, Kind.Arm64));

    [Fact]
    public void BigAndLittleCoresAreBothNamedAndTheNarrowerInstructionSetCounts()
    {
        const string little = "processor\t: 0\nFeatures\t: fp asimd\nCPU implementer\t: 0x41\nCPU part\t: 0xd03\n";
        const string big = "processor\t: 1\nFeatures\t: fp asimd asimddp\nCPU implementer\t: 0x41\nCPU part\t: 0xd0b\n";

        Assert.Equal(
            new CpuInfo("Cortex-A53 + Cortex-A76", "NEON"), CpuInfo.Parse(little + "\n" + big + "\n" + little, board: null, Kind.Arm64));
    }

    [Theory]
    [InlineData(Epyc, Kind.Arm64, "AMD EPYC (family 25 model 17)")]
    [InlineData(Graviton3, Kind.X64, "Neoverse-V1")]
    public void ProcessesForAnotherKindOfProcessorSayThatTheyAreEmulated(string cpuInfo, Kind process, string model)
    {
        var emulated = CpuInfo.Parse(cpuInfo, board: null, process);

        Assert.Equal(model, emulated.Model);
        Assert.StartsWith("emulated ", emulated.InstructionSet, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownTextGivesAnUnknownProcessor() =>
        Assert.Equal(new CpuInfo("unknown", "unknown"), CpuInfo.Parse("nothing here", board: null, Kind.X64));
}
