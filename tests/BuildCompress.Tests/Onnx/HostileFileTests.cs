using System.Diagnostics;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Folding;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Import;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.Tests.Onnx;

/// <summary>Damaged files end in a BCMP2xxx diagnostic or in a model, never in another exception, a hang or a large allocation.</summary>
public sealed class HostileFileTests
{
    private const int Mutations = 5_000;

    private const long MaxAllocation = 256L << 20;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    [Fact]
    public void MutatedFilesNeverDoWorseThanADiagnostic()
    {
        if (SharedData.IsMissing)
            return;

        // Small files, so that most mutations hit structure and not weights.
        byte[][] seeds = [.. SharedData.Models().Select(File.ReadAllBytes).OrderBy(file => file.Length).Take(24), SmallModels.WithSubgraph(), SmallModels.WithTypedData()];
        var random = new Random(1);
        var (read, refused) = (0, 0);
        for (var i = 0; i < Mutations; i++)
        {
            var file = Mutation.Apply(seeds[i % seeds.Length], random);
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            try
            {
                var wasRead = Process(file);
                (read, refused) = wasRead ? (read + 1, refused) : (read, refused + 1);
            }
            catch (Exception problem)
            {
                Assert.Fail($"mutation {i}: {problem}");
            }

            Assert.True(GC.GetAllocatedBytesForCurrentThread() - allocated < MaxAllocation, $"mutation {i} allocates too much");

            // On a busy machine one measurement says little; a hang shows again.
            if (clock.Elapsed > MaxTime)
            {
                clock.Restart();
                Process(file);
                Assert.True(clock.Elapsed < MaxTime, $"mutation {i} took {clock.Elapsed}");
            }
        }

        // Both kinds must occur, or the test tests nothing.
        Assert.InRange(read, Mutations / 10, Mutations);
        Assert.InRange(refused, Mutations / 10, Mutations);
    }

    // All that is done to a model before anything is believed of it; false when the file is no model at all.
    private static bool Process(byte[] file)
    {
        Model? model = null;
        try
        {
            model = OnnxFile.Parse(file);
            var folded = ConstantFolding.Fold(model);
            var types = ShapeInference.Infer(folded);
            CostModel.Count(folded.Graph, types);
            CouplingAnalysis.Analyse(folded.Graph, types);
            OnnxFile.ToBytes(BatchNormFolding.Fold(folded));
            ClassifierImport.Check(model, "mutated.onnx");
        }
        catch (DiagnosticException problem)
        {
            Assert.All(problem.Diagnostics, diagnostic => Assert.StartsWith("BCMP2", diagnostic.Id));
        }

        return model is not null;
    }
}
