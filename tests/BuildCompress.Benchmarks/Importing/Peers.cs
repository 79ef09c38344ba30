using System.Diagnostics;
using System.Globalization;

namespace BuildCompress.Benchmarks.Importing;

/// <summary>What others take to load the same file, each in a process of its own.</summary>
internal static class Peers
{
    private const string Python = """
        import sys, time
        start, cpu = time.perf_counter(), time.process_time()
        import onnx, onnx.shape_inference
        model = onnx.load(sys.argv[1])
        onnx.shape_inference.infer_shapes(model)
        peak = [line for line in open('/proc/self/status') if line.startswith('VmHWM')][0].split()[1]
        print(1000 * (time.perf_counter() - start), 1000 * (time.process_time() - cpu), int(peak) * 1024 / 1e6)
        """;

    /// <summary>Loads a file as an ONNX Runtime session here, without optimisation, and prints wall ms, CPU ms and peak MB.</summary>
    public static int RunOnnxRuntime(string path)
    {
        var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };
        using var session = new InferenceSession(path, options);
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{clock.Elapsed.TotalMilliseconds} {(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds} {self.PeakWorkingSet64 / 1e6}"));
        return 0;
    }

    /// <summary>What the Python package onnx takes to load a file and infer its shapes; null where it is not installed.</summary>
    public static double[]? OnnxPackage(string path) => Figures("/usr/bin/python3", "-c", Python, path);

    /// <summary>What <see cref="RunOnnxRuntime"/> prints in a process of its own; null where the engine is missing.</summary>
    public static double[]? OnnxRuntime(string path) => Figures(Environment.ProcessPath!, [.. ImportBenchmark.Self, "import", "ort", path]);

    private static double[]? Figures(string program, params string[] args)
    {
        if (!File.Exists(program))
            return null;
        var output = ImportBenchmark.OutputOf(program, args);
        return output is null ? null : [.. output.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
    }
}
