using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.OnnxRuntime;

public sealed class InferenceSessionTests
{
    private const string ResNet20 = "cifar10-resnet20";

    private static SessionOptions SingleThreaded => new() { IntraOpNumThreads = 1, InterOpNumThreads = 1 };

    [Theory]
    [InlineData("cifar10-resnet20")]
    [InlineData("cifar10-resnet20-rawexport")]
    [InlineData("cifar10-resnet32")]
    [InlineData("cifar10-resnet56")]
    [InlineData("cifar10-mlperftiny-resnet8")]
    public void OutputsEqualThoseOfPyTorch(string model)
    {
        if (SharedData.IsMissing)
            return;
        using var options = SingleThreaded;
        using var session = new InferenceSession(CifarReference.ModelPath(model), options);
        using var runOptions = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(CifarReference.Input(model), [CifarReference.Images, 3, 32, 32]);

        using var outputs = session.Run(runOptions, session.InputNames, [input], session.OutputNames);

        var expected = CifarReference.Logits(model);
        var actual = outputs.Single().GetTensorDataAsSpan<float>();
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-4f * Math.Max(1, Math.Abs(expected[i])));
    }

    [Fact]
    public void OutputsGoIntoMemoryGivenBeforehand()
    {
        if (SharedData.IsMissing)
            return;
        using var options = SingleThreaded;
        using var session = new InferenceSession(File.ReadAllBytes(CifarReference.ModelPath(ResNet20)), options);
        using var runOptions = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(CifarReference.Input(ResNet20), [CifarReference.Images, 3, 32, 32]);
        var logits = new float[CifarReference.Images * CifarReference.Classes];
        using var output = OrtValue.CreateTensorValueFromMemory(logits, [CifarReference.Images, CifarReference.Classes]);
        string[] inputNames = [.. session.InputNames], outputNames = [.. session.OutputNames];
        OrtValue[] inputs = [input], outputs = [output];

        session.Run(runOptions, inputNames, inputs, outputNames, outputs);
        Assert.Equal(CifarReference.Logits(ResNet20)[0], logits[0], 1e-4f);

        var before = GC.GetAllocatedBytesForCurrentThread();
        session.Run(runOptions, inputNames, inputs, outputNames, outputs);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void MetadataSaysNamesShapesAndTypes()
    {
        if (SharedData.IsMissing)
            return;
        using var options = SingleThreaded;
        using var session = new InferenceSession(CifarReference.ModelPath(ResNet20), options);

        var input = session.InputMetadata[session.InputNames.Single()];
        var output = session.OutputMetadata[session.OutputNames.Single()];

        Assert.Equal([-1, 3, 32, 32], input.Dimensions);
        Assert.Equal([-1, 10], output.Dimensions);
        Assert.Equal((TensorElementType.Float, TensorElementType.Float), (input.ElementDataType, output.ElementDataType));
    }

    [Fact]
    public void WrongFileIsAnErrorWithText()
    {
        using var options = SingleThreaded;

        var missing = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession("no-such-model.onnx", options));
        var corrupt = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession("not a model"u8.ToArray(), options));

        Assert.Contains("no-such-model.onnx", missing.Message, StringComparison.Ordinal);
        Assert.Contains("NoSuchFile", missing.Message, StringComparison.Ordinal);
        Assert.Contains("InvalidProtobuf", corrupt.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WrongNameShapeOrTypeIsAnErrorWithText()
    {
        if (SharedData.IsMissing)
            return;
        using var options = SingleThreaded;
        using var session = new InferenceSession(CifarReference.ModelPath(ResNet20), options);
        using var runOptions = new RunOptions();
        using var fitting = OrtValue.CreateTensorValueFromMemory(new float[3072], [1, 3, 32, 32]);
        using var narrow = OrtValue.CreateTensorValueFromMemory(new float[3 * 32 * 16], [1, 3, 32, 16]);
        using var bytes = OrtValue.CreateTensorValueFromMemory(new byte[3072], [1, 3, 32, 32]);
        using var elevenClasses = OrtValue.CreateTensorValueFromMemory(new float[11], [1, 11]);
        string Fails(string name, OrtValue value) =>
            Assert.Throws<OnnxRuntimeException>(() => session.Run(runOptions, [name], [value], session.OutputNames)).Message;
        var name = session.InputNames[0];

        Assert.Contains(name, Fails("nonsense", fitting), StringComparison.Ordinal);
        Assert.Contains("16", Fails(name, narrow), StringComparison.Ordinal);
        Assert.Contains("uint8", Fails(name, bytes), StringComparison.Ordinal);
        Assert.Contains(
            "dimension",
            Assert.Throws<OnnxRuntimeException>(() => session.Run(runOptions, [name], [fitting], session.OutputNames, [elevenClasses])).Message,
            StringComparison.OrdinalIgnoreCase);
        Assert.Throws<OnnxRuntimeException>(() => OrtValue.CreateTensorValueFromMemory(new float[3], [2, 2]));
        Assert.Throws<OnnxRuntimeException>(() => fitting.GetTensorDataAsSpan<int>().Length);
    }

    [Fact]
    public void DisposedObjectsSaySo()
    {
        using var options = SingleThreaded;
        var value = OrtValue.CreateTensorValueFromMemory(new float[1], [1]);
        value.Dispose();
        value.Dispose();

        Assert.Throws<ObjectDisposedException>(() => value.GetTensorTypeAndShape());
    }

    [Fact]
    public void ConcurrentRunsAgree()
    {
        if (SharedData.IsMissing)
            return;
        using var options = SingleThreaded;
        using var session = new InferenceSession(CifarReference.ModelPath(ResNet20), options);
        var input = CifarReference.Input(ResNet20);
        var expected = CifarReference.Logits(ResNet20);

        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, thread =>
        {
            using var runOptions = new RunOptions();
            for (var image = thread; image < CifarReference.Images; image += 4)
            {
                var pixels = input[(image * CifarReference.PixelsPerImage)..((image + 1) * CifarReference.PixelsPerImage)];
                using var value = OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, 32, 32]);
                using var outputs = session.Run(runOptions, session.InputNames, [value], session.OutputNames);
                var logits = outputs.Single().GetTensorDataAsSpan<float>();
                for (var i = 0; i < CifarReference.Classes; i++)
                    Assert.Equal(expected[image * CifarReference.Classes + i], logits[i], 1e-4f);
            }
        });
    }

    [Fact]
    public async Task TerminateStopsARunFromAnotherThread()
    {
        if (SharedData.IsMissing)
            return;
        const int batch = 500;
        using var options = SingleThreaded;
        using var session = new InferenceSession(CifarReference.ModelPath("cifar10-resnet56"), options);
        using var runOptions = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(new float[batch * 3072], [batch, 3, 32, 32]);
        using var started = new ManualResetEventSlim();
        var stop = Task.Run(() =>
        {
            started.Wait();
            Thread.Sleep(20);
            runOptions.Terminate = true;
        });

        started.Set();
        var error = Assert.Throws<OnnxRuntimeException>(() => session.Run(runOptions, session.InputNames, [input], session.OutputNames));
        Assert.Contains("terminate", error.Message, StringComparison.OrdinalIgnoreCase);

        await stop;
        runOptions.Terminate = false;
        using var outputs = session.Run(runOptions, session.InputNames, [input], session.OutputNames);
        Assert.Equal([batch, 10], outputs.Single().GetTensorTypeAndShape().Shape);
    }
}
