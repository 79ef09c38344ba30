using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using BuildCompress.Onnx;

namespace BuildCompress.Benchmarks.Importing;

/// <summary>
/// What it costs to read, understand and cut a graph of ResNet-50's size, each time in a fresh process: its first pass includes JIT compilation
/// ("cold"), later ones do not ("warm"). Others load the same file beside it.
/// </summary>
internal static class ImportBenchmark
{
    private const int Processes = 7;

    /// <summary>Arguments that make <see cref="Environment.ProcessPath"/> this program again.</summary>
    public static IReadOnlyList<string> Self =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? ["exec", typeof(ImportBenchmark).Assembly.Location] : [];

    public static int Run(string[] args) => args switch
    {
        ["child", var path] => ImportSteps.Run(path),
        ["ort", var path] => Peers.RunOnnxRuntime(path),
        _ => RunAll(),
    };

    /// <summary>One line that a program prints; null when it fails.</summary>
    public static string? OutputOf(string program, IEnumerable<string> args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            Console.Error.WriteLine(errors.Result);
        return process.ExitCode == 0 ? output.Trim() : null;
    }

    private static int RunAll()
    {
        var folder = Directory.CreateTempSubdirectory("buildcompress-import-").FullName;
        try
        {
            var path = Path.Combine(folder, "resnet50.onnx");
            OnnxFile.Write(ResNet50Graph.Build(), path);
            var (runs, runtime, package) = (new List<ImportRun>(), new List<double[]>(), new List<double[]>());
            for (var i = 0; i < Processes; i++)
            {
                runs.Add(JsonSerializer.Deserialize<ImportRun>(OutputOf(Environment.ProcessPath!, [.. Self, "import", "child", path])!)!);
                if (Peers.OnnxRuntime(path) is { } session)
                    runtime.Add(session);
                if (Peers.OnnxPackage(path) is { } load)
                    package.Add(load);
            }

            var megabytes = new FileInfo(path).Length / 1e6;
            var body = $"{Steps(runs)}\n{Totals(runs, runtime, package)}\n{Memory(runs, megabytes)}";
            Console.WriteLine(body);
            BenchmarkDocument.Write(
                "import", "Reading and cutting a graph of ResNet-50's size",
                $"{Number(megabytes)} MB, {OnnxFile.Read(path).Graph.Nodes.Count} nodes. Cold: the first pass of a fresh process, JIT compilation included; warm: the best "
                + $"of the passes after it; medians over {Processes} processes, in turn with the others'. CPU time is that of the whole process and the one to trust on a busy machine.\n\n"
                + body);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static BenchmarkTable Steps(List<ImportRun> runs)
    {
        var table = new BenchmarkTable("step, ms", "cold, wall", "cold, CPU", "warm, wall", "warm, CPU", "allocated, MB");
        for (var step = 0; step < runs[0].Cold.Length; step++)
        {
            var s = step;
            table.Add(
                runs[0].Cold[s].Name, Number(Median(runs, r => r.Cold[s].WallMs)), Number(Median(runs, r => r.Cold[s].CpuMs)),
                Number(Median(runs, r => r.Warm.Min(pass => pass[s].WallMs))), Number(Median(runs, r => r.Warm.Min(pass => pass[s].CpuMs))),
                Number(Median(runs, r => r.Warm[^1][s].AllocatedMb)));
        }

        return table;
    }

    private static BenchmarkTable Totals(List<ImportRun> runs, List<double[]> runtime, List<double[]> package)
    {
        var table = new BenchmarkTable("in all, ms", "wall", "CPU", "limit");
        Ours("import, cold (runtime's start beside: " + Number(Median(runs, r => r.StartMs)) + ")", r => r.Cold, "500", isCut: false);
        Ours("import, warm", r => Best(r), "500", isCut: false);
        Ours("cut, cold", r => r.Cold, "300", isCut: true);
        Ours("cut, warm", r => Best(r), "300", isCut: true);
        Others("ONNX Runtime: session without optimisation", runtime);
        Others("Python onnx: import of the package, load, shape inference", package);
        return table;

        void Ours(string name, Func<ImportRun, StepTime[]> pass, string limit, bool isCut) => table.Add(
            name, Number(Median(runs, r => pass(r).Where(s => (s.Name == ImportSteps.Cut) == isCut).Sum(s => s.WallMs))),
            Number(Median(runs, r => pass(r).Where(s => (s.Name == ImportSteps.Cut) == isCut).Sum(s => s.CpuMs))), limit);

        void Others(string name, List<double[]> figures)
        {
            if (figures.Count > 0)
                table.Add(name, Number(Median(figures, f => f[0])), Number(Median(figures, f => f[1])), "");
        }

        static StepTime[] Best(ImportRun run) => run.Warm.MinBy(pass => pass.Sum(s => s.WallMs))!;
    }

    private static BenchmarkTable Memory(List<ImportRun> runs, double modelMb)
    {
        var table = new BenchmarkTable("peak resident memory, MB", "of the process", "above its start", "limit: 2x the model + 50");
        var limit = Number((2 * modelMb) + 50);
        table.Add("import", Number(Median(runs, r => r.ImportMb)), Number(Median(runs, r => r.ImportMb - r.BaseMb)), limit);
        table.Add("import and cut", Number(Median(runs, r => r.CutMb)), Number(Median(runs, r => r.CutMb - r.BaseMb)), limit);
        return table;
    }

    private static double Median<T>(List<T> runs, Func<T, double> figure) => runs.Select(figure).Order().ElementAt(runs.Count / 2);

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
