using System.Text.Json;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.Tests.Onnx;

public sealed class ShapeInferenceTests
{
    private const long ReferenceBatch = 2;

    /// <summary>The zoo states the run-time shape of every value at batch 2; a dynamic batch must stay a symbol everywhere.</summary>
    [Fact]
    public void EveryValueOfTheZooHasItsRunTimeShape()
    {
        if (SharedData.IsMissing)
            return;
        List<string> wrong = [];
        foreach (var path in Directory.GetFiles(SharedData.Path("models/topologies"), "*.onnx").Order(StringComparer.Ordinal))
        {
            var model = OnnxFile.Read(path);
            using var facts = JsonDocument.Parse(File.ReadAllBytes(Path.ChangeExtension(path, ".facts.json")));
            var shapes = facts.RootElement.GetProperty("shapes");
            var image = shapes.GetProperty("input").EnumerateArray().Select(dim => dim.GetInt64()).ToArray();
            var dynamic = ShapeInference.Infer(WithImage(model, image));
            foreach (var value in shapes.EnumerateObject())
            {
                var expected = value.Value.EnumerateArray().Select(dim => dim.GetInt64());
                if (dynamic[value.Name]?.Shape is not { } actual || !expected.SequenceEqual(actual.Select(AtReferenceBatch)))
                    wrong.Add($"{Path.GetFileName(path)} {value.Name}: {value.Value} but {dynamic[value.Name]}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void GivenInputShapesReplaceSymbols()
    {
        if (SharedData.IsMissing)
            return;
        var model = OnnxFile.Read(SharedData.Path("models/camvid-espnet.onnx"));

        var types = ShapeInference.Infer(model, new Dictionary<string, IReadOnlyList<long>> { ["input"] = [1, 3, 192, 256] });

        Assert.Equal([1, 12, 192, 256], types[model.Graph.Outputs[0].Name]!.Shape!);
    }

    // Height and width of the reference image; the batch as the file has it.
    private static Model WithImage(Model model, long[] image)
    {
        var input = model.Graph.Inputs[0];
        var type = input.Type with { Shape = [input.Type.Shape![0], .. image.Skip(1).Select(dim => (Dimension)dim)] };
        return model with { Graph = model.Graph with { Inputs = [input with { Type = type }] } };
    }

    private static long AtReferenceBatch(Dimension dim) => dim.Value ?? (dim.Symbol == "N" ? ReferenceBatch : -1);
}
