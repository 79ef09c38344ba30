using BuildCompress.Onnx;

namespace BuildCompress.IntegrationTests.Training.Networks;

/// <summary>Every operator in its less common uses, against ONNX Runtime.</summary>
public sealed class OperatorTests
{
    private const double Tolerance = 1e-5;

    // A difference quotient of float32 numbers.
    private const double GradientTolerance = 5e-3;

    public static TheoryData<string> Cases => [.. OperatorCases.Names];

    public static TheoryData<string> DifferentiableCases => [.. OperatorCases.Names.Where(name => name != "floor")];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ComputesWhatOnnxRuntimeComputes(string name)
    {
        const int batch = 3;
        var graph = OperatorCases.Build(name);
        var input = Tensors.Random(batch * 4 * 9 * 7, seed: 5);
        using var network = graph.Network(OperatorCases.Opset);
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();

        var output = network.Forward(ChannelsLast.Of(Tensors.Of(input, batch, 4, 9, 7)));

        using var sessionOptions = new SessionOptions();
        using var session = new InferenceSession(OnnxFile.ToBytes(graph.Model(OperatorCases.Opset)), sessionOptions);
        using var x = OrtValue.CreateTensorValueFromMemory(input, [batch, 4, 9, 7]);
        using var options = new RunOptions();
        using var results = session.Run(options, ["x"], [x], [graph.Last]);
        var result = results.First();
        Assert.Equal(result.GetTensorTypeAndShape().Shape, output.shape);
        Assert.True(Tensors.RelativeError(result.GetTensorDataAsSpan<float>(), Tensors.Read(output)) < Tolerance);
    }

    /// <summary>The derivative of a weighted sum of the outputs along a random direction of the input and all parameters.</summary>
    [Theory]
    [MemberData(nameof(DifferentiableCases))]
    public void TheGradientIsTheLimitOfDifferences(string name)
    {
        const double step = 5e-4;
        using var network = OperatorCases.Build(name).Network(OperatorCases.Opset);
        using var scope = torch.NewDisposeScope();
        var x = Tensors.Of(Tensors.Random(2 * 4 * 9 * 7, seed: 6), 2, 4, 9, 7).requires_grad_();
        Tensor[] variables = [x, .. network.Parameters.Select(p => (Tensor)p.Tensor)];
        var directions = variables.Select((v, i) => Tensors.Of(Tensors.Random(v.numel(), seed: 20 + i), v.shape)).ToArray();
        var weights = Tensors.Of(Tensors.Random(network.Forward(x).numel(), seed: 7), network.Forward(x).shape);

        (network.Forward(x) * weights).sum().backward();

        var slope = variables.Zip(directions).Sum(p => p.First.grad is { } gradient ? (gradient * p.Second).sum().item<float>() : 0);
        using var noGrad = torch.no_grad();
        var expected = (At(step) - At(-step)) / (2 * step);
        Assert.InRange(slope, expected - Allowed(), expected + Allowed());

        double At(double distance)
        {
            foreach (var (variable, direction) in variables.Zip(directions))
                variable.add_(direction * distance);
            var sum = (network.Forward(x).to(ScalarType.Float64) * weights).sum().item<double>();
            foreach (var (variable, direction) in variables.Zip(directions))
                variable.sub_(direction * distance);
            return sum;
        }

        // Random signs: the sum of n slopes is about sqrt(n) long.
        double Allowed() => GradientTolerance * Math.Max(Math.Abs(expected), Math.Sqrt(weights.numel()));
    }
}
