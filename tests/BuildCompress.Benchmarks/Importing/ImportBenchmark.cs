using System.Diagnostics;
using System.Globalization;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.Benchmarks.Importing;

/// <summary>What it costs to read and understand a graph of ResNet-50's size, step by step; the first run includes JIT compilation.</summary>
internal static class ImportBenchmark
{
    private const int Repeats = 15;

    public static int Run(string[] args)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("buildcompress-import-").FullName, "resnet50.onnx");
        try
        {
            OnnxFile.Write(ResNet50Graph.Build(), path);
            var runs = Enumerable.Range(0, Repeats).Select(_ => Measure(path)).ToArray();
            var table = new BenchmarkTable("step", "first run, ms", "median, ms", "allocated, MB");
            for (var step = 0; step < runs[0].Length; step++)
            {
                var median = runs.Select(run => run[step].Time.TotalMilliseconds).Order().ElementAt(Repeats / 2);
                table.Add(runs[0][step].Name, Text(runs[0][step].Time.TotalMilliseconds), Text(median), Text(runs[^1][step].Allocated / 1e6));
            }

            Console.WriteLine(table);
            BenchmarkDocument.Write(
                "import", "Reading a graph of ResNet-50's size", $"{new FileInfo(path).Length / 1e6:0.0} MB, {OnnxFile.Read(path).Graph.Nodes.Count} nodes.\n\n{table}");
            return 0;
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    private static (string Name, TimeSpan Time, long Allocated)[] Measure(string path)
    {
        List<(string, TimeSpan, long)> steps = [];
        var model = Step("read file", () => OnnxFile.Read(path));
        model = Step("fold constants", () => ConstantFolding.Fold(model));
        var types = Step("infer shapes", () => ShapeInference.Infer(model));
        Step("count costs", () => CostModel.Count(model.Graph, types));
        Step("find coupled channels", () => CouplingAnalysis.Analyse(model.Graph, types));
        Step("write to memory", () => OnnxFile.ToBytes(model));
        return [.. steps];

        T Step<T>(string name, Func<T> work)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            var result = work();
            steps.Add((name, clock.Elapsed, GC.GetAllocatedBytesForCurrentThread() - allocated));
            return result;
        }
    }

    private static string Text(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
