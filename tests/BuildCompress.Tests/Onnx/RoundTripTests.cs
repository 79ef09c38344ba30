using BuildCompress.Onnx;

namespace BuildCompress.Tests.Onnx;

public sealed class RoundTripTests
{
    [Fact]
    public void EveryModelSurvivesWritingAndReading()
    {
        if (SharedData.IsMissing)
            return;
        foreach (var path in SharedData.Models())
        {
            var original = OnnxFile.Read(path);

            var again = OnnxFile.Parse(OnnxFile.ToBytes(original), path);

            ModelAssert.Equal(original, again);
        }
    }

    [Fact]
    public void ASecondRoundTripGivesTheSameBytes()
    {
        if (SharedData.IsMissing)
            return;
        foreach (var path in SharedData.Models())
        {
            var first = OnnxFile.ToBytes(OnnxFile.Read(path));

            Assert.Equal(first, OnnxFile.ToBytes(OnnxFile.Parse(first, path)));
        }
    }

    [Fact]
    public void TensorsAreSlicesOfTheFile()
    {
        if (SharedData.IsMissing)
            return;
        var file = File.ReadAllBytes(SharedData.Path("models/cifar10-resnet20.onnx"));

        var weight = OnnxFile.Parse(file).Graph.Initializers.Values.MaxBy(tensor => tensor.Count)!;

        Assert.True(file.AsSpan().Overlaps(weight.Bytes.Span));
    }
}
