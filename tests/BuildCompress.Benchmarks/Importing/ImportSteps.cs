using System.Diagnostics;
using System.Text.Json;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Benchmarks.Importing;

/// <summary>What one step cost.</summary>
/// <param name="Name">The step.</param>
/// <param name="WallMs">Elapsed.</param>
/// <param name="CpuMs">Processor time of the whole process: JIT compilation and garbage collection included.</param>
/// <param name="AllocatedMb">Allocated by the step's thread.</param>
internal sealed record StepTime(string Name, double WallMs, double CpuMs, double AllocatedMb);

/// <summary>What one process measured.</summary>
/// <param name="Cold">The first pass, JIT compilation included.</param>
/// <param name="Warm">Passes after it.</param>
/// <param name="BaseMb">Peak resident memory before the first pass.</param>
/// <param name="ImportMb">Peak resident memory after the import of the first pass.</param>
/// <param name="CutMb">Peak resident memory after its cut, with original and cut model alive.</param>
/// <param name="StartMs">From the start of the process to the first pass: runtime and program.</param>
internal sealed record ImportRun(StepTime[] Cold, StepTime[][] Warm, double BaseMb, double ImportMb, double CutMb, double StartMs);

/// <summary>The steps of understanding and cutting a model, in a process of their own.</summary>
internal static class ImportSteps
{
    public const string Cut = "cut half of the channels";

    private const int WarmPasses = 9;

    /// <summary>Measures <paramref name="path"/> here and prints an <see cref="ImportRun"/>.</summary>
    public static int Run(string path)
    {
        using var self = Process.GetCurrentProcess();
        var start = (DateTime.Now - self.StartTime).TotalMilliseconds;
        var atStart = PeakMb();
        var (afterImport, afterCut) = (0.0, 0.0);
        var cold = Pass(path, () => afterImport = PeakMb(), () => afterCut = PeakMb());
        var warm = Enumerable.Range(0, WarmPasses).Select(_ => Pass(path, () => { }, () => { })).ToArray();
        Console.WriteLine(JsonSerializer.Serialize(new ImportRun(cold, warm, atStart, afterImport, afterCut, start)));
        return 0;
    }

    private static StepTime[] Pass(string path, Action imported, Action cut)
    {
        List<StepTime> steps = [];
        var model = Step("read file", () => OnnxFile.Read(path));
        model = Step("fold constants", () => ConstantFolding.Fold(model));
        var types = Step("infer shapes", () => ShapeInference.Infer(model));
        Step("count costs", () => CostModel.Count(model.Graph, types));
        var coupling = Step("find coupled channels", () => CouplingAnalysis.Analyse(model.Graph, types));
        imported();
        var half = new ChannelSelection([.. coupling.Groups.Select(g => Enumerable.Range(0, g.Size).Select(i => !g.Prunable || i % 2 == 0).ToArray())]);
        var smaller = Step(Cut, () => ChannelSurgery.Cut(model, coupling, half));
        cut();
        GC.KeepAlive(smaller);
        return [.. steps];

        T Step<T>(string name, Func<T> work)
        {
            var (allocated, cpu, clock) = (GC.GetAllocatedBytesForCurrentThread(), Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
            var result = work();
            steps.Add(new StepTime(
                name, clock.Elapsed.TotalMilliseconds, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds,
                (GC.GetAllocatedBytesForCurrentThread() - allocated) / 1e6));
            return result;
        }
    }

    private static double PeakMb()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64 / 1e6;
    }
}
