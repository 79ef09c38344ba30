using BuildCompress.IntegrationTests.Surgery;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Reparametrisation;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Reparametrisation;

/// <summary>Networks as PyTorch exports them: their blocks, and no others, are found, and ONNX Runtime answers the same without the branches.</summary>
public sealed class MergedTopologyTests
{
    private static readonly Dictionary<string, (int Blocks, int Obstacles)> Expected = new()
    {
        ["acnet_train"] = (3, 0), ["ecbsr_sr"] = (2, 0), ["random_dag_1"] = (0, 1), ["repvgg_train"] = (7, 0),
    };

    [Fact]
    public void BlocksAreFoundInReparametrisedNetworksAndNoOthers()
    {
        if (SharedData.IsMissing)
            return;
        var found = SharedData.Models().Select(path => (Path: path, Merged: BlockMerging.Of(ConstantFolding.Fold(OnnxFile.Read(path)))))
            .Where(m => m.Merged.Blocks.Count + m.Merged.Obstacles.Count > 0).ToList();
        Assert.Equal(Expected, found.ToDictionary(m => Path.GetFileNameWithoutExtension(m.Path), m => (m.Merged.Blocks.Count, m.Merged.Obstacles.Count)));
        foreach (var (path, merged) in found.Where(m => m.Merged.Blocks.Count > 0))
        {
            var (image, dims) = Npy.Read(Path.ChangeExtension(path, ".input.npy"));
            var expected = OrtRun.Outputs(merged.Branches, image, dims);
            foreach (var (before, after) in expected.Zip(OrtRun.Outputs(merged.Model, image, dims)))
                Assert.True(OrtRun.Distance(before, after) < 1e-4, path);
        }
    }
}
