using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace BuildCompress.Devices.Fingerprints;

/// <summary>What a processor calls itself, and the widest vector instructions that int8 kernels can use on it.</summary>
/// <param name="Model">E.g. <c>AMD EPYC (family 25 model 17)</c>.</param>
/// <param name="InstructionSet">E.g. <c>AVX-512 VNNI</c>.</param>
public sealed record CpuInfo(string Model, string InstructionSet)
{
    private const string CpuInfoFile = "/proc/cpuinfo";

    /// <summary>Kernel flags from the widest set down, with the name of each.</summary>
    private static readonly (string Flag, string Name)[] InstructionSets =
    [
        ("avx512_vnni", "AVX-512 VNNI"), ("avx512f", "AVX-512"), ("avx_vnni", "AVX2 VNNI"), ("avx2", "AVX2"),
        ("avx", "AVX"), ("sse2", "SSE2"), ("i8mm", "NEON I8MM"), ("asimddp", "NEON DOTPROD"), ("asimd", "NEON"), ("neon", "NEON"),
    ];

    /// <summary>The processor of this machine.</summary>
    public static CpuInfo Current() =>
        File.Exists(CpuInfoFile)
            ? Parse(File.ReadAllText(CpuInfoFile))
            : new CpuInfo(
                Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown",
                Avx512F.IsSupported ? "AVX-512"
                : Avx2.IsSupported ? "AVX2"
                : Dp.IsSupported ? "NEON DOTPROD"
                : AdvSimd.IsSupported ? "NEON"
                : "unknown");

    /// <summary>
    /// Reads the text of <c>/proc/cpuinfo</c>. Where cores differ (big and little), all kinds are named and the narrowest set counts.
    /// </summary>
    public static CpuInfo Parse(string cpuInfo)
    {
        var models = new List<string>();
        var narrowest = -1;
        foreach (var processor in cpuInfo.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = processor.Split('\n')
                .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
                .Where(field => field.Length == 2)
                .ToLookup(field => field[0], field => field[1]);
            string? Field(string name) => fields[name].FirstOrDefault();

            var model = Field("model name") is { } name
                ? Field("cpu family") is { } family ? $"{name} (family {family} model {Field("model")})" : name
                : Field("CPU part") is { } part ? $"ARM implementer {Field("CPU implementer")} part {part}" : null;
            if (model is not null && !models.Contains(model))
                models.Add(model);
            if ((Field("flags") ?? Field("Features")) is { } flags)
                narrowest = Math.Max(narrowest, WidestSet(flags.Split(' ')));
        }
        return new CpuInfo(
            models.Count == 0 ? "unknown" : string.Join(" + ", models),
            narrowest < 0 || narrowest == InstructionSets.Length ? "unknown" : InstructionSets[narrowest].Name);
    }

    /// <summary>Index in <see cref="InstructionSets"/>; its length when none is there.</summary>
    private static int WidestSet(string[] flags)
    {
        var index = Array.FindIndex(InstructionSets, set => flags.Contains(set.Flag));
        return index < 0 ? InstructionSets.Length : index;
    }
}
