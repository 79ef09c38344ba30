using BuildCompress.Benchmarks.Importing;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Tests.Onnx;

/// <summary>Memory that a graph of ResNet-50's size takes beside its file; the times are in docs/benchmarks.md.</summary>
public sealed class ImportMemoryTests
{
    [Fact]
    public void AGraphOfResNet50sSizeIsUnderstoodAndCutWithinTwiceItsBytes()
    {
        var file = OnnxFile.ToBytes(ResNet50Graph.Build());
        var before = GC.GetAllocatedBytesForCurrentThread();

        var model = ConstantFolding.Fold(OnnxFile.Parse(file));
        var types = ShapeInference.Infer(model);
        var coupling = CouplingAnalysis.Analyse(model.Graph, types);
        var understood = GC.GetAllocatedBytesForCurrentThread() - before;
        ChannelSurgery.Cut(model, coupling, new([.. coupling.Groups.Select(g => Enumerable.Range(0, g.Size).Select(i => !g.Prunable || i % 2 == 0).ToArray())]));
        var cut = GC.GetAllocatedBytesForCurrentThread() - before - understood;

        Assert.InRange(understood, 0, 20_000_000);
        Assert.InRange(cut, 0, file.Length / 2);
    }
}
