using System.Runtime.InteropServices;
using BuildCompress.IntegrationTests.OnnxRuntime;
using BuildCompress.IntegrationTests.Surgery;
using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Onnx;

/// <summary>A model that was read and written runs in ONNX Runtime as the file did, to the bit, and a folded one as PyTorch says.</summary>
public sealed class RoundTripInRuntimeTests
{
    // Float32 rounding of another order of summation, relative to the largest output.
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Zoo() =>
        SharedData.IsMissing ? [""] : [.. SharedData.Models().Where(path => path.Contains("topologies")).Select(path => Path.GetFileNameWithoutExtension(path)!)];

    [Theory]
    [MemberData(nameof(Zoo))]
    public void TheZooRunsAsBeforeAndAsInPyTorch(string name)
    {
        if (SharedData.IsMissing)
            return;
        var path = SharedData.Path($"models/topologies/{name}.onnx");
        var (input, dims) = Npy.Read(Path.ChangeExtension(path, ".input.npy"));

        Check(path, input, dims, output => Npy.Read(path.Replace(".onnx", $".output{output}.npy")).Values);
    }

    [Theory]
    [InlineData("cifar10-resnet20")]
    [InlineData("cifar10-resnet20-rawexport")]
    [InlineData("cifar10-resnet32")]
    [InlineData("cifar10-resnet56")]
    [InlineData("cifar10-mlperftiny-resnet8")]
    public void CifarModelsRunAsBeforeAndAsInPyTorch(string name)
    {
        if (SharedData.IsMissing)
            return;

        Check(CifarReference.ModelPath(name), CifarReference.Input(name), [CifarReference.Images, 3, 32, 32], _ => CifarReference.Logits(name));
    }

    [Theory]
    [InlineData("mnist-cntk-opset8", 1, 28, 28)]
    [InlineData("vww96-mobilenetv1-025", 3, 96, 96)]
    [InlineData("yunet-n-320", 3, 320, 320)]
    public void OtherModelsRunAsBeforeAndAsInPyTorch(string name, int channels, int height, int width)
    {
        if (SharedData.IsMissing)
            return;
        var input = new float[channels * height * width];
        for (var i = 0; i < input.Length; i++)
            input[i] = (float)(unchecked((uint)i * 2654435761u) / 4294967296.0);
        var reference = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(SharedData.Path($"models/ref/{name}.out0.f32"))).ToArray();

        Check(SharedData.Path($"models/{name}.onnx"), input, [1, channels, height, width], output => output == 0 ? reference : null);
    }

    /// <summary>Any height and width; there is no reference but the file itself.</summary>
    [Theory]
    [InlineData(64, 160)]
    [InlineData(120, 96)]
    public void AModelOfAnyImageSizeRunsAsBefore(int height, int width)
    {
        if (SharedData.IsMissing)
            return;
        var path = SharedData.Path("models/camvid-espnet.onnx");

        Check(path, Tensors.Random(3 * height * width, seed: 1), [1, 3, height, width], _ => null);

        Assert.Equal(["N", null, "H", "W"], OnnxFile.Parse(OnnxFile.ToBytes(OnnxFile.Read(path))).Graph.Inputs[0].Type.Shape!.Select(dim => dim.Symbol));
    }

    [Fact]
    public void TheRuntimeReadsWhatIsWrittenWithExternalData()
    {
        if (SharedData.IsMissing)
            return;
        const string name = "cifar10-resnet20";
        var folder = Directory.CreateTempSubdirectory("buildcompress-");
        try
        {
            var path = Path.Combine(folder.FullName, "net.onnx");
            OnnxFile.WriteWithExternalData(OnnxFile.Read(CifarReference.ModelPath(name)), path, "net.data");

            using var options = new SessionOptions { IntraOpNumThreads = 1 };
            using var session = new InferenceSession(path, options);
            using var run = new RunOptions();
            using var input = OrtValue.CreateTensorValueFromMemory(CifarReference.Input(name), [CifarReference.Images, 3, 32, 32]);
            using var outputs = session.Run(run, session.InputNames, [input], session.OutputNames);
            Assert.True(OrtRun.Distance(CifarReference.Logits(name), outputs.Single().GetTensorDataAsSpan<float>().ToArray()) < Tolerance);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Check(string path, float[] input, long[] dims, Func<int, float[]?> reference)
    {
        var model = OnnxFile.Read(path);
        var original = OrtRun.Outputs(File.ReadAllBytes(path), input, dims);

        var rewritten = OrtRun.Outputs(model, input, dims);
        var folded = OrtRun.Outputs(ConstantFolding.Fold(model), input, dims);
        Assert.Equal((original.Length, original.Length), (rewritten.Length, folded.Length));
        for (var output = 0; output < folded.Length; output++)
        {
            Assert.True(original[output].AsSpan().SequenceEqual(rewritten[output]), $"output {output} after rewriting");
            Assert.True(OrtRun.Distance(reference(output) ?? original[output], folded[output]) < Tolerance, $"output {output} after folding");
        }
    }
}
