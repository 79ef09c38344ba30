namespace BuildCompress.Devices.Fingerprints;

/// <summary>ARM cores tell the kernel numbers; people know them by name.</summary>
internal static class ArmCores
{
    private const string Arm = "0x41";

    /// <summary>The implementers of cores in devices that run Linux.</summary>
    private static readonly Dictionary<string, string> Implementers = new()
    {
        [Arm] = "ARM", ["0x46"] = "Fujitsu", ["0x48"] = "HiSilicon", ["0x4e"] = "NVIDIA", ["0x51"] = "Qualcomm", ["0x61"] = "Apple", ["0xc0"] = "Ampere",
    };

    /// <summary>ARM's own 64-bit cores by part number, as their reference manuals give it (<c>MIDR_EL1.PartNum</c>).</summary>
    private static readonly Dictionary<string, string> ArmParts = new()
    {
        ["0xd01"] = "Cortex-A32", ["0xd02"] = "Cortex-A34", ["0xd03"] = "Cortex-A53", ["0xd04"] = "Cortex-A35", ["0xd05"] = "Cortex-A55",
        ["0xd06"] = "Cortex-A65", ["0xd07"] = "Cortex-A57", ["0xd08"] = "Cortex-A72", ["0xd09"] = "Cortex-A73", ["0xd0a"] = "Cortex-A75",
        ["0xd0b"] = "Cortex-A76", ["0xd0c"] = "Neoverse-N1", ["0xd0d"] = "Cortex-A77", ["0xd0e"] = "Cortex-A76AE", ["0xd40"] = "Neoverse-V1",
        ["0xd41"] = "Cortex-A78", ["0xd42"] = "Cortex-A78AE", ["0xd44"] = "Cortex-X1", ["0xd46"] = "Cortex-A510", ["0xd47"] = "Cortex-A710",
        ["0xd48"] = "Cortex-X2", ["0xd49"] = "Neoverse-N2", ["0xd4a"] = "Neoverse-E1", ["0xd4b"] = "Cortex-A78C", ["0xd4d"] = "Cortex-A715",
        ["0xd4e"] = "Cortex-X3", ["0xd4f"] = "Neoverse-V2", ["0xd80"] = "Cortex-A520", ["0xd81"] = "Cortex-A720", ["0xd82"] = "Cortex-X4",
        ["0xd84"] = "Neoverse-V3", ["0xd8e"] = "Neoverse-N3",
    };

    /// <summary>E.g. <c>Cortex-A72</c>; <c>Apple part 0x000</c> of a core without a name here.</summary>
    public static string NameOf(string implementer, string part) =>
        implementer == Arm && ArmParts.TryGetValue(part, out var name) ? name
        : $"{Implementers.GetValueOrDefault(implementer, $"ARM implementer {implementer}")} part {part}";
}
