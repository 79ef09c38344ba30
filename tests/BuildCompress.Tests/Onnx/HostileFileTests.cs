using System.Diagnostics;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Folding;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Import;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Tests.Onnx;

/// <summary>Damaged files end in a BCMP2xxx diagnostic or in a model, never in another exception, a hang or a large allocation.</summary>
public sealed class HostileFileTests
{
    private const long MaxAllocation = 256L << 20;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    public static TheoryData<HostileModel.Kind> Kinds => [.. Enum.GetValues<HostileModel.Kind>()];

    [Fact]
    public void MutatedFilesNeverDoWorseThanADiagnostic()
    {
        if (SharedData.IsMissing)
            return;
        byte[][] seeds = [.. Seeds(), SmallModels.WithSubgraph(), SmallModels.WithTypedData()];
        var random = new Random(1);

        var (read, refused) = Try(4_000, i => Mutation.Apply(seeds[i % seeds.Length], random));

        // Both kinds must occur, or the test tests nothing.
        Assert.InRange(read, 400, 4_000);
        Assert.InRange(refused, 400, 4_000);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void LiesInSoundFilesNeverDoWorseThanADiagnostic(HostileModel.Kind kind)
    {
        if (SharedData.IsMissing)
            return;
        Model[] seeds = [.. Seeds().Select(file => OnnxFile.Parse(file))];
        var random = new Random((int)kind);

        var (_, refused) = Try(kind == HostileModel.Kind.Miscounted ? 600 : 200, i => HostileModel.Write(seeds[i % seeds.Length], kind, random));

        if (kind is HostileModel.Kind.Cycle or HostileModel.Kind.DuplicateName or HostileModel.Kind.Claim)
            Assert.InRange(refused, 50, 200);
    }

    // Small files, so that most mutations hit structure and not weights.
    private static IEnumerable<byte[]> Seeds() => SharedData.Models().Select(File.ReadAllBytes).OrderBy(file => file.Length).Take(24);

    private static (int Read, int Refused) Try(int count, Func<int, byte[]> make)
    {
        var (read, refused) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var file = make(i);
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

        return (read, refused);
    }

    // All that is done to a model; false when the file is no model at all.
    private static bool Process(byte[] file)
    {
        Model? model = null;
        try
        {
            model = OnnxFile.Parse(file);
            var folded = ConstantFolding.Fold(model);
            var types = ShapeInference.Infer(folded);
            CostModel.Count(folded.Graph, types);
            PeakActivationMemory.Of(folded.Graph, types);
            Cut(folded, CouplingAnalysis.Analyse(folded.Graph, types));
            OnnxFile.ToBytes(BatchNormFolding.Fold(folded));
            ClassifierImport.Check(model, "mutated.onnx");
        }
        catch (DiagnosticException problem)
        {
            Assert.All(problem.Diagnostics, diagnostic => Assert.StartsWith("BCMP2", diagnostic.Id));
        }

        return model is not null;
    }

    // What is said to be prunable can be cut and written.
    private static void Cut(Model model, CouplingMap coupling)
    {
        if (coupling.Groups.Any(group => group.Prunable))
            OnnxFile.ToBytes(ChannelSurgery.Cut(model, coupling, RandomSelection.Draw(coupling, seed: 1)));
    }
}
