using BuildCompress.Devices.Inference;
using BuildCompress.IntegrationTests.OnnxRuntime;
using BuildCompress.Onnx;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Devices;

public sealed class OptimizedModelTests
{
    [Fact]
    public void TheRuntimesGraphIsThatOfTheModelAfterFusion()
    {
        if (SharedData.IsMissing)
            return;
        var model = File.ReadAllBytes(CifarReference.ModelPath("cifar10-resnet20"));

        var original = OnnxFile.Parse(model).Graph.Nodes.CountBy(node => node.OpType).ToDictionary();
        var optimized = OnnxFile.Parse(OptimizedModel.Of(model)).Graph.Nodes.CountBy(node => node.OpType).ToDictionary();

        Assert.Equal(original["Conv"], optimized["Conv"]);
        Assert.Equal(original["Conv"], original["BatchNormalization"]);
        Assert.DoesNotContain("BatchNormalization", optimized.Keys);
        Assert.True(optimized["Relu"] < original["Relu"]);
    }
}
