using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace BuildCompress.Devices.Fingerprints;

/// <summary>What a processor calls itself, and the widest vector instructions that int8 kernels can use on it.</summary>
/// <param name="Model">E.g. <c>AMD EPYC (family 25 model 17)</c> or <c>Cortex-A72 (Raspberry Pi 4 Model B Rev 1.4)</c>.</param>
/// <param name="InstructionSet">E.g. <c>AVX-512 VNNI</c>; <c>emulated NEON</c> where this process is made for another kind of processor.</param>
public sealed record CpuInfo(string Model, string InstructionSet)
{
    private const string CpuInfoFile = "/proc/cpuinfo";

    /// <summary>Where a board says what it is: the same core is clocked and cooled differently on each.</summary>
    private const string BoardFile = "/proc/device-tree/model";

    private const string Unknown = "unknown";

    /// <summary>Kernel flags of x86 from the widest set down, with the name of each; the last stands for any other.</summary>
    private static readonly (string? Flag, string Name)[] X86Sets =
    [
        ("avx512_vnni", "AVX-512 VNNI"), ("avx512f", "AVX-512"), ("avx_vnni", "AVX2 VNNI"), ("avx2", "AVX2"), ("avx", "AVX"), ("sse2", "SSE2"), (null, Unknown),
    ];

    /// <summary>The same of ARM.</summary>
    private static readonly (string? Flag, string Name)[] ArmSets =
        [("i8mm", "NEON I8MM"), ("asimddp", "NEON DOTPROD"), ("asimd", "NEON"), ("neon", "NEON"), (null, Unknown)];

    /// <summary>The processor of this machine.</summary>
    public static CpuInfo Current() =>
        File.Exists(CpuInfoFile)
            ? Parse(
                File.ReadAllText(CpuInfoFile),
                File.Exists(BoardFile) ? File.ReadAllText(BoardFile).TrimEnd('\0') : null,
                RuntimeInformation.ProcessArchitecture)
            : new CpuInfo(Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? Unknown, SetOfThisProcess());

    /// <summary>
    /// Reads the text of <c>/proc/cpuinfo</c>. Where cores differ (big and little), all kinds are named and the narrowest set counts.
    /// </summary>
    /// <param name="cpuInfo">The text; an emulator may pass on that of the machine it runs on.</param>
    /// <param name="board">What the board calls itself, if it does; told for ARM cores only.</param>
    /// <param name="process">What this process is made for.</param>
    public static CpuInfo Parse(string cpuInfo, string? board, Architecture process)
    {
        var cores = cpuInfo.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(Core.Read).ToList();
        var models = cores.Select(core => core.Model).OfType<string>().Distinct().ToList();
        var flags = cores.Select(core => core.Flags).OfType<string[]>().ToList();
        var isArm = cores.Any(core => core.IsArm);
        var isEmulated = isArm != process is Architecture.Arm64 or Architecture.Arm;
        var sets = isArm ? ArmSets : X86Sets;
        return new CpuInfo(
            (models.Count == 0 ? Unknown : string.Join(" + ", models)) + (isArm && board is { Length: > 0 } ? $" ({board})" : ""),
            flags.Count == 0 ? Unknown
            : isEmulated ? $"emulated {SetOfThisProcess()}"
            : sets[flags.Max(each => Array.FindIndex(sets, set => set.Flag is null || each.Contains(set.Flag)))].Name);
    }

    /// <summary>As .NET sees it, which knows fewer sets than the kernel.</summary>
    private static string SetOfThisProcess() =>
        Avx512F.IsSupported ? "AVX-512"
        : Avx2.IsSupported ? "AVX2"
        : Dp.IsSupported ? "NEON DOTPROD"
        : AdvSimd.IsSupported ? "NEON"
        : Unknown;

    /// <summary>One paragraph of the text: a logical processor or, in the last one of ARM boards, none.</summary>
    private readonly record struct Core(string? Model, string[]? Flags, bool IsArm)
    {
        public static Core Read(string paragraph)
        {
            var fields = paragraph.Split('\n')
                .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
                .Where(field => field.Length == 2)
                .ToLookup(field => field[0], field => field[1]);
            string? Field(string name) => fields[name].FirstOrDefault();

            // ARM cores have a "model name" in kernels for 32 bits only: the architecture's, which is the same for all.
            if (Field("CPU part") is { } part)
                return new Core(ArmCores.NameOf(Field("CPU implementer") ?? Unknown, part), Field("Features")?.Split(' '), IsArm: true);
            var model = Field("model name") is { } name
                ? Field("cpu family") is { } family ? $"{name} (family {family} model {Field("model")})" : name
                : null;
            return new Core(model, Field("flags")?.Split(' '), IsArm: false);
        }
    }
}
