using BuildCompress.Onnx;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Surgery;

/// <summary>What a cut costs, counted a second time: parameters from the bytes of the file, MACs from the shapes that ONNX Runtime computes.</summary>
public sealed class CutCostTests
{
    public static TheoryData<string> Models() => SharedData.IsMissing ? [""] : [.. SharedData.Models().Select(path => Path.GetFileNameWithoutExtension(path)!)];

    [Theory]
    [MemberData(nameof(Models))]
    public void EqualsTheRecountOfTheEmittedFile(string name)
    {
        if (SharedData.IsMissing)
            return;
        var model = ConstantFolding.Fold(OnnxFile.Read(SharedData.Models().First(path => Path.GetFileNameWithoutExtension(path) == name)));
        var types = ShapeInference.Infer(model, batch: 2);
        long[] dims = [.. types[model.Graph.Inputs[0].Name]!.Shape!.Select(d => d.Value ?? 64)];
        var folder = Directory.CreateTempSubdirectory("buildcompress-");
        try
        {
            foreach (var (tied, share, seed) in new[] { (true, 0.9, 1), (true, 0.5, 2), (true, 0.1, 3), (false, 0.5, 4) })
            {
                var coupling = CouplingAnalysis.Analyse(model.Graph, types, new CouplingOptions(tied));
                var cut = ChannelSurgery.Cut(model, coupling, ShareSelection.AtRandom(coupling, share, seed));
                var path = Path.Combine(folder.FullName, "cut.onnx");
                OnnxFile.Write(cut, path);
                Compare(cut, path, dims);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Compare(Model cut, string path, long[] dims)
    {
        var shapes = ShapeInference.Infer(cut, new Dictionary<string, IReadOnlyList<long>> { [cut.Graph.Inputs[0].Name] = dims });
        var cost = CostModel.Count(cut.Graph, shapes);
        var file = new OnnxRecount(File.ReadAllBytes(path));
        Assert.Empty(cost.Uncounted);
        Assert.Equal(file.Parameters(), cost.Parameters.Value);
        Assert.Equal(sizeof(float) * file.Parameters(), cost.Layers.Sum(layer => layer.ParameterBytes.Value));
        Assert.Equal(Macs(cut, file, dims), cost.Macs.Value);
    }

    /// <summary>Per sample, from the run-time shapes of whatever the weighted operators compute (what they read, for ConvTranspose).</summary>
    private static long Macs(Model cut, OnnxRecount file, long[] dims)
    {
        var layers = file.Nodes.Where(node => node.Op is "Conv" or "ConvTranspose" or "Gemm" or "MatMul" && file.Dims(node.Inputs[1]) is not null).ToArray();
        string[] measured = [.. layers.Select(node => node.Op == "ConvTranspose" ? node.Inputs[0] : node.Outputs[0])];
        var outputs = measured.Distinct().Select(value => new ValueInfo(value, new TensorType(ElementType.Float32, null))).ToArray();
        var elements = OrtRun.Outputs(cut with { Graph = cut.Graph with { Outputs = outputs } }, new float[dims.Aggregate(1L, (a, b) => a * b)], dims)
            .Zip(outputs).ToDictionary(pair => pair.Second.Name, pair => pair.First.LongLength);
        return layers.Zip(measured).Sum(layer =>
        {
            var weight = file.Dims(layer.First.Inputs[1])!;
            var results = elements[layer.Second] / dims[0];
            return layer.First.Op switch
            {
                "Gemm" => weight.Aggregate(1L, (a, b) => a * b),
                "MatMul" => results * weight[0],
                _ => results * weight.Skip(1).Aggregate(1L, (a, b) => a * b),
            };
        });
    }
}
