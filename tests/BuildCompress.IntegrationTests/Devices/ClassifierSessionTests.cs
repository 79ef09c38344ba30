using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Inference;
using BuildCompress.Engines.Probes;
using BuildCompress.IntegrationTests.OnnxRuntime;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Devices;

public sealed class ClassifierSessionTests
{
    private const string Model = "cifar10-resnet20";

    [Theory]
    [InlineData(100)]
    [InlineData(32)] // the last batch holds 4
    [InlineData(1)]
    public void LogitsDoNotDependOnTheBatchSize(int maxBatch)
    {
        if (SharedData.IsMissing)
            return;
        using var classifier = new ClassifierSession(File.ReadAllBytes(CifarReference.ModelPath(Model)), maxBatch);
        var images = CifarReference.Input(Model);
        var expected = CifarReference.Logits(Model);
        Assert.Equal((3, 32, 32, 10), (classifier.Channels, classifier.Height, classifier.Width, classifier.Classes));

        for (var image = 0; image < CifarReference.Images; image += maxBatch)
        {
            var batch = Math.Min(maxBatch, CifarReference.Images - image);
            var logits = classifier.Run(images.AsSpan(image * classifier.ImageLength, batch * classifier.ImageLength));
            Assert.Equal(batch * 10, logits.Length);
            for (var i = 0; i < logits.Length; i++)
                Assert.Equal(expected[image * 10 + i], logits[i], 1e-4f);
        }
    }

    [Fact]
    public void ASecondRunAllocatesNothing()
    {
        if (SharedData.IsMissing)
            return;
        using var classifier = new ClassifierSession(File.ReadAllBytes(CifarReference.ModelPath(Model)), maxBatch: 8);
        var images = new float[8 * classifier.ImageLength];
        classifier.Run(images);

        var before = GC.GetAllocatedBytesForCurrentThread();
        classifier.Run(images);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void AModelWithAFixedBatchFillsItUp()
    {
        if (SharedData.IsMissing)
            return;
        using var classifier = new ClassifierSession(File.ReadAllBytes(SharedData.Path("models/mnist-cntk-opset8.onnx")), maxBatch: 64);

        Assert.True(classifier.FixedBatch);
        Assert.Equal(1, classifier.MaxBatch);
        Assert.Equal(10, classifier.Run(new float[classifier.ImageLength]).Length);
    }

    [Fact]
    public void BrokenImagesAreRefused()
    {
        if (SharedData.IsMissing)
            return;
        using var classifier = new ClassifierSession(File.ReadAllBytes(CifarReference.ModelPath(Model)), maxBatch: 2);

        Assert.Throws<ArgumentException>(() => classifier.Run(new float[classifier.ImageLength + 1]).Length);
        Assert.Throws<ArgumentException>(() => classifier.Run(new float[classifier.ImageLength * 3]).Length);
        Assert.Throws<ArgumentException>(() => classifier.Run([]).Length);
    }

    [Fact]
    public void OtherModelsAreNoClassifiers()
    {
        var vector = Assert.Throws<DiagnosticException>(() => new ClassifierSession(TinyModel.Relu()));
        Assert.Equal("BCMP5002", vector.Diagnostics.Single().Id);
        if (SharedData.IsMissing)
            return;
        var detector = Assert.Throws<DiagnosticException>(() => new ClassifierSession(File.ReadAllBytes(SharedData.Path("models/yunet-n-320.onnx"))));
        Assert.Contains("12 outputs", detector.Message, StringComparison.Ordinal);
    }
}
