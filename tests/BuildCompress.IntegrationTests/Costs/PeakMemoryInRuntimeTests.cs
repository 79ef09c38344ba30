using System.Runtime.InteropServices;
using BuildCompress.IntegrationTests.Engines;
using BuildCompress.IntegrationTests.Quantization;
using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Folding;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Costs;

/// <summary>
/// The counted peak against what ONNX Runtime allocates in a run, one thread, every tensor on its own. The caller's input is not the runtime's.
/// docs/costs.md explains the differences.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class PeakMemoryInRuntimeTests
{
    // Columns of a convolution's input, beside the tensors: the kernels' constant tile of 128 x 128 floats.
    private const long Tile = 128 * 128 * sizeof(float);

    private const double Allowed = 0.1;

    private static bool Skipped => SharedData.IsMissing || !OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64;

    /// <summary>All rewriting on, as models are run: convolutions work on blocks of channels in place of a tile.</summary>
    [Theory]
    [InlineData("cifar10-resnet20")]
    [InlineData("cifar10-resnet20-rawexport")]
    [InlineData("cifar10-resnet32")]
    [InlineData("cifar10-resnet56")]
    [InlineData("yunet-n-320")]
    [InlineData("mobilenet_v2")]
    [InlineData("efficientnet")]
    [InlineData("glu_maxout")]
    public void EqualsTheRuntimesAllocation(string name)
    {
        if (Skipped)
            return;
        var (model, input, dims) = Load(name);

        var measured = Measure(model, input, dims, GraphOptimizationLevel.ORT_ENABLE_ALL);

        AssertNear(Counted(model, dims), measured);
    }

    /// <summary>Without blocks of channels, a convolution that is no plain matrix product has its tile beside the tensors.</summary>
    [Theory]
    [InlineData("cifar10-resnet20")]
    [InlineData("cifar10-mlperftiny-resnet8")]
    [InlineData("yunet-n-320")]
    [InlineData("mobilenet_v2")]
    [InlineData("resnet_basic")]
    [InlineData("densenet")]
    [InlineData("vgg_bias_flatten")]
    public void EqualsTheRuntimesAllocationPlusATile(string name)
    {
        if (Skipped)
            return;
        var (model, input, dims) = Load(name);

        var measured = Measure(model, input, dims, GraphOptimizationLevel.ORT_ENABLE_EXTENDED);

        AssertNear(Counted(model, dims) + Tile, measured);
    }

    /// <summary>Integer convolutions read their input through a table of addresses: 8 bytes for each cell of the kernel at each output position.</summary>
    [Theory]
    [InlineData("cifar10-resnet20", 9 * 32 * 32)]
    [InlineData("cifar10-resnet56", 9 * 32 * 32)]
    [InlineData("cifar10-mlperftiny-resnet8", 9 * 32 * 32)]
    public void AnIntegerNetworkNeedsATableBesideItsTensors(string name, long addresses)
    {
        if (Skipped)
            return;
        var (model, input, dims) = Load(name);
        var form = QuantizableForm.Of(model);
        var plan = QuantizationPlanner.Plan(form, ShapeInference.Infer(form));
        var integer = QdqExport.Quantise(form, plan, MinMaxCalibration.Calibrate(form, plan, input, dims));

        var measured = Measure(integer, input, dims, GraphOptimizationLevel.ORT_ENABLE_ALL);

        AssertNear(Counted(integer, dims) + (addresses * sizeof(long)), measured);
    }

    private static void AssertNear(long counted, long measured) =>
        Assert.True(Math.Abs(counted - measured) <= Allowed * measured, $"counted {counted}, measured {measured}");

    // The inputs lie in the caller's memory.
    private static long Counted(Model model, long[] dims)
    {
        var inputs = model.Graph.Inputs.Select(input => input.Name).ToHashSet();
        var points = PeakActivationMemory.Points(model.Graph, ShapeInference.Infer(model))!;
        return dims[0] * points.Max(point => point.Live.Where(value => !value.Names.Any(inputs.Contains)).Sum(value => value.Bytes));
    }

    private static (Model Model, float[] Input, long[] Dims) Load(string name)
    {
        var path = SharedData.Models().Single(file => Path.GetFileNameWithoutExtension(file) == name);
        var model = BatchNormFolding.Fold(ConstantFolding.Fold(OnnxFile.Read(path)));
        var dims = model.Graph.Inputs[0].Type.Shape!.Select(dim => dim.Value ?? 1).ToArray();
        return (model, Tensors.Random(dims.Aggregate(1L, (a, b) => a * b), seed: 1), dims);
    }

    private static long Measure(Model model, float[] input, long[] dims, GraphOptimizationLevel level)
    {
        using var options = AllocationMeter.Options();
        options.GraphOptimizationLevel = level;
        using var session = new InferenceSession(OnnxFile.ToBytes(model), options);
        using var run = new RunOptions();
        using var value = OrtValue.CreateTensorValueFromMemory(input, dims);

        // Later runs allocate all tensors as one block, planned from the first.
        return AllocationMeter.PeakDuring(() => session.Run(run, session.InputNames, [value], session.OutputNames).Dispose());
    }
}
