using System.Diagnostics;
using System.Text.RegularExpressions;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Inference;
using BuildCompress.Engines.Probes;

namespace BuildCompress.Devices.Probes;

/// <summary>Whether ONNX Runtime works on this machine.</summary>
public static partial class OnnxRuntimeProbe
{
    /// <summary>Loads the engine and runs a tiny model; a failure is in the result, not an exception.</summary>
    public static EngineStatus Run()
    {
        var status = new EngineStatus(
            "ONNX Runtime",
            typeof(InferenceSession).Assembly.GetName().Name == "Microsoft.ML.OnnxRuntime" ? "nuget" : "system",
            "unknown",
            "",
            Environment.ProcessorCount,
            CpuInfo.Current().InstructionSet,
            "",
            Works: false);
        try
        {
            status = status with { Version = OrtEnv.Instance().GetVersionString() };
            using var options = RuntimeSession.Options(threads: 1);
            using var session = new InferenceSession(TinyModel.Relu(), options);
            using var runOptions = new RunOptions();
            using var x = OrtValue.CreateTensorValueFromMemory([-1f, 2f], [2]);
            using var outputs = session.Run(runOptions, session.InputNames, [x], session.OutputNames);
            var y = outputs.First().GetTensorDataAsSpan<float>();
            var right = y is [0, 2];
            return status with
            {
                Path = LoadedLibrary(),
                SelfTest = right ? "relu(-1, 2) = (0, 2)" : $"relu(-1, 2) = ({string.Join(", ", y.ToArray())}), expected (0, 2)",
                Works = right,
            };
        }
        catch (Exception error) when (
            error is TypeLoadException or TypeInitializationException or BadImageFormatException or OnnxRuntimeException)
        {
            var cause = error is TypeInitializationException { InnerException: { } inner } ? inner : error;
            return status with { SelfTest = cause.Message.ReplaceLineEndings(" ") };
        }
    }

    [GeneratedRegex(@"^(lib)?onnxruntime\b")]
    private static partial Regex NativeFile();

    private static string LoadedLibrary()
    {
        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>().Select(module => module.FileName)
            .FirstOrDefault(file => NativeFile().IsMatch(Path.GetFileName(file))) ?? "";
    }
}
