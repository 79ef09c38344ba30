using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Tests.Coupling;

namespace BuildCompress.Tests.Quantization;

public sealed class QuantizableFormTests
{
    [Fact]
    public void AGemmGetsItsWeightTransposed()
    {
        var graph = QuantizableForm.Of(Gemms("m")).Graph;

        var gemm = Assert.Single(graph.Nodes, n => n.OpType == "Gemm");
        Assert.Equal(1, gemm.Int("transB", 0));
        Assert.Equal("m", gemm.Inputs[1]);
        Assert.Equal([2L, 3], graph.Constant("m")!.Dims);
        Assert.Equal([1f, 3, 5, 2, 4, 6], graph.Constant("m")!.AsSpan<float>().ToArray());
    }

    [Fact]
    public void LayersThatShareConstantsGetTheirOwn()
    {
        var graph = QuantizableForm.Of(Gemms("m", "m", "alias")).Graph;

        var gemms = graph.Nodes.Where(n => n.OpType == "Gemm").ToArray();
        Assert.Equal(6, gemms.SelectMany(g => g.Inputs.Skip(1)).Distinct().Count());
        Assert.All(gemms, g => Assert.Equal([1f, 3, 5, 2, 4, 6], graph.Constant(g.Inputs[1])!.AsSpan<float>().ToArray()));
        Assert.All(gemms, g => Assert.Equal([7f, 8], graph.Constant(g.Inputs[2])!.AsSpan<float>().ToArray()));
        Assert.Equal(6, graph.Initializers.Count);
        Assert.DoesNotContain(graph.Nodes, n => n.OpType == "Identity");
    }

    [Fact]
    public void QuantisersTakeNoNameThatTheModelUses()
    {
        var model = new SmallNetwork();
        model.Numbers("image_scale", 5);
        var first = model.Conv("a", "image", 4, 3);
        var taken = model.Add("Relu", "image_quantized", [first]);
        var prepared = QuantizableForm.Of(model.Build(model.Conv("b", taken, 2, 4)));
        prepared = prepared with { Graph = Renamed(prepared.Graph, "image_quantized_out", "image_quantized") };
        var plan = QuantizationPlanner.Plan(prepared, ShapeInference.Infer(prepared));

        var graph = QdqExport.Quantise(
            prepared, plan, new([.. plan.Scales.Select(_ => new AffineScale(0.5f, 0))], [[1, 1, 1, 1], [1, 1]])).Graph;

        Assert.Equal([5L], graph.Constant("image_scale")!.AsSpan<long>().ToArray());
        Assert.Equal([0.5f], graph.Constant("image_scale_2")!.AsSpan<float>().ToArray());
        var values = graph.Nodes.SelectMany(n => n.Outputs).Concat(graph.Initializers.Keys).ToArray();
        Assert.Equal(values.Length, values.Distinct().Count());
    }

    private static Graph Renamed(Graph graph, string old, string name) => graph with
    {
        Nodes =
        [
            .. graph.Nodes.Select(n => n with
            {
                Inputs = [.. n.Inputs.Select(i => i == old ? name : i)], Outputs = [.. n.Outputs.Select(o => o == old ? name : o)],
            }),
        ],
    };

    /// <summary>One Gemm per weight on the image, all with the bias "b"; "m" is <c>[in, out]</c> and "alias" is an Identity of it.</summary>
    private static Model Gemms(params string[] weights)
    {
        var none = new Dictionary<string, AttributeValue>();
        var nodes = weights.Select((w, i) => new Node($"gemm{i}", "Gemm", "", ["image", w, "b"], [$"y{i}"], none)).Prepend(new("id", "Identity", "", ["m"], ["alias"], none));
        var graph = new Graph(
            "gemms", [new("image", new(ElementType.Float32, [new Dimension(null, "N"), 3]))],
            [.. weights.Select((_, i) => new ValueInfo($"y{i}", new(ElementType.Float32, null)))], [.. nodes.Where(n => n.OpType != "Identity" || weights.Contains("alias"))],
            new Dictionary<string, ConstantTensor> { ["m"] = ConstantTensor.Of([1f, 2, 3, 4, 5, 6], 3, 2), ["b"] = ConstantTensor.Of([7f, 8], 2) });
        return new Model(8, new Dictionary<string, long> { [""] = 17 }, ("test", "1"), new Dictionary<string, string>(), "", graph);
    }
}
