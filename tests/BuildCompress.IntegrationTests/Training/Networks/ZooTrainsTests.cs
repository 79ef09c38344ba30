using BuildCompress.IntegrationTests.Surgery;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Import;
using BuildCompress.Tests;
using BuildCompress.Training.Networks;

namespace BuildCompress.IntegrationTests.Training.Networks;

/// <summary>Every classifier of the zoo as the pipeline imports it: it runs, and a step of training reaches all its parameters.</summary>
public sealed class ZooTrainsTests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Classifiers() => SharedData.IsMissing ? [""] :
    [
        .. SharedData.Models().Where(path => path.Contains("topologies")).Where(path => OnnxFile.Read(path).Graph is
        {
            Inputs: [{ Type.Shape: [_, _, { Value: not null }, { Value: not null }] }], Outputs: [{ Type.Shape.Count: 2 }],
        }).Select(path => Path.GetFileNameWithoutExtension(path)!),
    ];

    [Theory]
    [MemberData(nameof(Classifiers))]
    public void AStepMovesEveryParameter(string name)
    {
        if (SharedData.IsMissing)
            return;
        var path = SharedData.Path($"models/topologies/{name}.onnx");
        var (input, dims) = Npy.Read(Path.ChangeExtension(path, ".input.npy"));
        var imported = ClassifierImport.Load(path);
        using var network = new TrainableNetwork(imported.Model, imported.Types);
        using var scope = torch.NewDisposeScope();
        var images = ChannelsLast.Of(Tensors.Of(input, dims));
        using (torch.no_grad())
            Assert.True(OrtRun.Distance(Npy.Read(path.Replace(".onnx", ".output0.npy")).Values, Tensors.Read(network.Forward(images))) < Tolerance);

        network.Mode = NetworkMode.Training;
        var logits = network.Forward(images);
        nn.functional.cross_entropy(logits, torch.tensor([0L, 1L])).backward();

        Assert.All(network.Parameters, parameter => Assert.True(
            parameter.Tensor.grad is { } gradient && gradient.abs().sum().item<float>() is > 0 and < float.PositiveInfinity, parameter.Name));
    }
}
