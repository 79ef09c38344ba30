using BuildCompress.IntegrationTests.OnnxRuntime;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Quantization;

/// <summary>A trained ResNet-20 with option-A shortcuts through planning, calibration, export and ONNX Runtime's fusion.</summary>
public sealed class ResNet20QuantizationTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("buildcompress").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void EveryLayerFusesAndAccuracyHolds()
    {
        if (SharedData.IsMissing)
            return;
        var model = QuantizableForm.Of(OnnxFile.Read(CifarReference.ModelPath("cifar10-resnet20")));
        var plan = QuantizationPlanner.Plan(model, ShapeInference.Infer(model));
        var quantised = QdqExport.Quantise(model, plan, MinMaxCalibration.Calibrate(model, plan, CifarReference.Input("cifar10-resnet20"), [100, 3, 32, 32]));

        var fusion = OptimisedModel.Fusion(OnnxFile.ToBytes(quantised), Path.Combine(folder, "optimised.onnx"));
        Assert.Empty(fusion.Unfused);
        Assert.Equal(19, fusion.Count("QLinearConv"));
        Assert.Equal(9, fusion.Count("QLinearAdd"));
        Assert.Equal(1, fusion.Count("QLinearGlobalAveragePool"));
        Assert.Equal(1, fusion.Count("QGemm"));

        var (before, after) = SideBySide.Fastest(OnnxFile.ToBytes(model), OnnxFile.ToBytes(quantised), [1, 3, 32, 32]);
        Assert.True(after < before, $"int8 takes {after.TotalMicroseconds} us, float {before.TotalMicroseconds} us");

        var images = CifarValidation.Read(1000);
        var original = images.CorrectAnswers(OnnxFile.ToBytes(model));
        var integer = images.CorrectAnswers(OnnxFile.ToBytes(quantised));
        Assert.InRange(integer, original - 10, 1000);
        Assert.True(OnnxFile.SizeOf(quantised).Value < 0.4 * OnnxFile.SizeOf(model).Value);
    }
}
