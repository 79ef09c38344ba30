using System.Runtime.InteropServices;

namespace BuildCompress.Devices.Fingerprints;

/// <summary>What latency depends on besides the model: figures of two devices compare only when these are equal.</summary>
/// <param name="Cpu">Processor and instruction set.</param>
/// <param name="Cores">Logical processors this process may use.</param>
/// <param name="Architecture">E.g. <c>x64</c> or <c>arm64</c>.</param>
/// <param name="Governor">Frequency governor of the first core, e.g. <c>performance</c>; <c>none</c> in a virtual machine.</param>
/// <param name="OperatingSystem">Name and version.</param>
/// <param name="RuntimeVersion">Version of ONNX Runtime.</param>
public sealed record DeviceFingerprint(
    CpuInfo Cpu, int Cores, string Architecture, string Governor, string OperatingSystem, string RuntimeVersion)
{
    private const string GovernorFile = "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor";

    /// <summary>This machine.</summary>
    /// <exception cref="DllNotFoundException">ONNX Runtime is not installed.</exception>
    public static DeviceFingerprint Current() => new(
        CpuInfo.Current(),
        Environment.ProcessorCount,
        RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
        File.Exists(GovernorFile) ? File.ReadAllText(GovernorFile).Trim() : "none",
        RuntimeInformation.OSDescription,
        OrtEnv.Instance().GetVersionString());

    /// <summary>One line, equal exactly when the fingerprints are.</summary>
    public override string ToString() =>
        $"{Cpu.Model}, {Cores} cores, {Architecture} {Cpu.InstructionSet}, governor {Governor}, {OperatingSystem}, "
        + $"ONNX Runtime {RuntimeVersion}";
}
