using BuildCompress.IntegrationTests.Training.Finetuning;
using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Training.Networks;
using BuildCompress.Training.Quantizers;

namespace BuildCompress.IntegrationTests.Training.Quantizers;

/// <summary>A quantised network is judged by the numbers that ONNX Runtime's int8 kernels give, operator by operator.</summary>
public sealed class IntegerArithmeticTests
{
    private static readonly (string, object) Pads = ("pads", new long[] { 1, 1, 1, 1 });

    /// <summary>Operators that have integer kernels of their own, between layers. Tensors from a layer without Relu have a zero point.</summary>
    [Theory]
    [InlineData("Add of both signs")]
    [InlineData("Add, Relu")]
    [InlineData("Add of a Relu")]
    [InlineData("Mul")]
    [InlineData("Concat")]
    [InlineData("MaxPool")]
    [InlineData("Pad")]
    [InlineData("AveragePool")]
    [InlineData("AveragePool of padding")]
    [InlineData("Clip")]
    [InlineData("LeakyRelu")]
    [InlineData("depthwise Conv")]
    [InlineData("uneven padding")]
    [InlineData("GlobalAveragePool of both signs")]
    public void OutputsEqualTheRuntimesToTheBit(string what)
    {
        using var network = Quantised(Between(what), new LsqQuantizer());

        var agreement = RuntimeAgreement.Of(network, TinyTask.Validation, TinyTask.Preprocess);

        Assert.True(agreement.Fusion.AllLayersFused);
        Assert.Equal(1, agreement.Equal);
    }

    /// <summary>4,096 positive inputs and weights, and logits that show every bit of the sums: they pass 2^24, where float32 loses integers.</summary>
    [Fact]
    public void SumsThatFloat32CannotHoldAreExact()
    {
        var graph = new TestGraph(5, new Dimension(null, "batch"), 3, 8, 8);
        graph.Conv(3, 64, 3, Pads).Then("Relu").Then("Flatten").Then("Gemm", [graph.Positive(4, 4096), graph.Weight(3, 4)], ("transB", 1));
        using var network = Quantised(graph.Model(), new LsqQuantizer());

        var agreement = RuntimeAgreement.Of(network, TinyTask.Validation, TinyTask.Preprocess);

        Assert.Equal(1, agreement.Equal);
    }

    /// <summary>Floats that train and integers that are judged are the same network but for roundings.</summary>
    [Fact]
    public void IntegersAnswerLikeTheFloatsThatTrain()
    {
        using var network = Quantised(Between("Add of both signs"), new LsqPlusQuantizer());
        using var deployed = network.Deploy();
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        network.Mode = NetworkMode.Evaluation;
        var images = torch.randn([16, 3, 8, 8]);

        var error = Tensors.RelativeError(Tensors.Read(deployed!.Forward(images)), Tensors.Read(network.Forward(images)));

        Assert.InRange(error, 0, 0.02);
    }

    [Fact]
    public void ADeployedNetworkKeepsTheNumbersOfItsMoment()
    {
        using var network = Quantised(Between("Add, Relu"), new LsqQuantizer());
        using var deployed = network.Deploy();
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        var images = torch.randn([4, 3, 8, 8]);
        var before = Tensors.Read(deployed!.Forward(images));

        foreach (var parameter in network.Parameters)
            parameter.Tensor.mul_(1.5);

        Assert.Equal(before, Tensors.Read(deployed.Forward(images)));
        using var changed = network.Deploy();
        Assert.NotEqual(before, Tensors.Read(changed!.Forward(images)));
    }

    private static QuantizedNetwork Quantised(Model original, IQuantizer quantizer)
    {
        var model = QuantizableForm.Of(original);
        var types = ShapeInference.Infer(model);
        var plan = QuantizationPlanner.Plan(model, types);
        return QuantizedNetwork.Calibrate(model, types, plan, quantizer, TinyTask.Train.Take(64), TinyTask.Preprocess);
    }

    /// <summary>A convolution, the operator, a convolution, the mean and a linear layer.</summary>
    private static Model Between(string what)
    {
        var graph = new TestGraph(7, new Dimension(null, "batch"), 3, 8, 8);
        graph.Conv(3, 16, 3, Pads);
        var left = graph.Last;
        switch (what)
        {
            case "Add of both signs":
                graph.Join("Add", [graph.Conv(16, 16, 3, Pads).Last, left]);
                break;
            case "Add, Relu":
                graph.Join("Add", [graph.Conv(16, 16, 3, Pads).Last, left]).Then("Relu");
                break;
            case "Add of a Relu":
                var positive = graph.Then("Relu").Last;
                graph.Join("Add", [graph.Conv(16, 16, 3, Pads).Last, positive]).Then("Relu");
                break;
            case "Mul":
                graph.Join("Mul", [graph.Conv(16, 16, 3, Pads).Last, left]);
                break;
            case "Concat":
                var (a, b) = (graph.Conv(16, 8, 3, Pads).Then("Relu").Last, left);
                graph.Join("Add", [graph.Join("Concat", [a, graph.Conv(8, 8, 1).Last], ("axis", 1L)).Last, b]);
                break;
            case "MaxPool":
                graph.Then("Relu").Then("MaxPool", [], ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }), Pads);
                break;
            case "Pad":
                graph.Then("Pad", [graph.Integers(0, 0, 1, 0, 0, 0, 2, 1)]);
                break;
            case "AveragePool":
                graph.Then("AveragePool", [], ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }));
                break;
            case "AveragePool of padding":
                graph.Then("AveragePool", [], ("kernel_shape", new long[] { 3, 3 }), Pads, ("count_include_pad", 1L));
                break;
            case "Clip":
                graph.Then("Clip", [graph.Constant(ConstantTensor.Of([0f])), graph.Constant(ConstantTensor.Of([0.5f]))]);
                break;
            case "LeakyRelu":
                graph.Then("LeakyRelu", [], ("alpha", 0.1f));
                break;
            case "depthwise Conv":
                graph.Then("Conv", [graph.Weight(0.5, 16, 1, 3, 3), graph.Weight(0.2, 16)], Pads, ("group", 16L)).Then("Relu");
                break;
            case "uneven padding":
                graph.Conv(16, 16, 3, ("pads", new long[] { 0, 0, 1, 1 }), ("strides", new long[] { 2, 2 }));
                break;
            case "GlobalAveragePool of both signs":
                graph.Then("GlobalAveragePool").Then("Flatten");
                return graph.Then("Gemm", [graph.Weight(0.3, 4, 16), graph.Weight(0.1, 4)], ("transB", 1)).Model();
        }

        graph.Conv(16, 16, 3, Pads).Then("Relu").Then("GlobalAveragePool").Then("Flatten");
        return graph.Then("Gemm", [graph.Weight(0.3, 4, 16), graph.Weight(0.1, 4)], ("transB", 1)).Model();
    }
}
