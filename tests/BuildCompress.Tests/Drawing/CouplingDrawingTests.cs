using System.Text.RegularExpressions;
using System.Xml.Linq;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Drawing;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Tests.Coupling;

namespace BuildCompress.Tests.Drawing;

public sealed partial class CouplingDrawingTests
{
    public static TheoryData<string> Models()
    {
        if (SharedData.IsMissing)
            return [""];
        return [.. SharedData.Models().Select(path => Path.GetRelativePath(SharedData.Path("models"), path))];
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void EveryLayerOfEveryModelIsDrawnOnceAndEveryLineEndsAtARow(string name)
    {
        if (SharedData.IsMissing)
            return;
        var model = ConstantFolding.Fold(OnnxFile.Read(SharedData.Path($"models/{name}")));
        var (dot, coupling) = Draw(model);

        var boxes = Boxes(dot);
        Assert.Equal(coupling.Weights.DistinctBy(w => w.Node).Count(), boxes.Values.Sum(box => box.Descendants("B").Count()));
        Assert.All(Lines().Matches(dot).Cast<Match>(), line =>
        {
            Assert.Contains(line.Groups["from"].Value, boxes.Keys);
            var port = line.Groups["port"].Value;
            Assert.Contains(boxes[line.Groups["to"].Value].Descendants("TD"), cell => port == "n" || (string?)cell.Attribute("PORT") == port);
        });
    }

    [Fact]
    public void AResidualBlockIsOneBoxAndItsStreamHasOneColour()
    {
        var network = new SmallNetwork();
        var stem = network.Conv("stem", "image", 8, 3);
        var inner = network.Conv("inner", network.Add("Relu", "relu", [stem]), 4, 8);
        var sum = network.Add("Add", "sum", [network.Conv("outer", network.Add("Relu", "relu2", [inner]), 8, 4), "relu_out"]);
        var (dot, _) = Draw(network.Build(network.Conv("head", sum, 5, 8)));

        var boxes = Boxes(dot);

        Assert.Equal(2, boxes.Count);
        Assert.Equal(["stem"], Layers(boxes["c0"]));
        Assert.Equal(["inner", "outer", "head"], Layers(boxes["c1"]));
        Assert.Equal(Colour(boxes["c0"], "stem"), Colour(boxes["c1"], "outer"));
        Assert.NotEqual(Colour(boxes["c0"], "stem"), Colour(boxes["c1"], "inner"));
        Assert.Contains($"-> c1:r2:e [color=\"{Colour(boxes["c0"], "stem")}\"", dot, StringComparison.Ordinal);
        Assert.Contains("it reaches the network output", dot, StringComparison.Ordinal);
    }

    [Fact]
    public void AnActivationThatGatesItselfIsNoBranch()
    {
        var network = new SmallNetwork();
        var conv = network.Conv("conv", "image", 8, 3);
        var swish = network.Add("Mul", "swish", [conv, network.Add("Sigmoid", "gate", [conv])]);
        var (dot, _) = Draw(network.Build(network.Conv("head", swish, 5, 8)));

        Assert.Equal(["conv", "head"], Layers(Assert.Single(Boxes(dot)).Value));
    }

    [Fact]
    public void NamesCannotBreakTheDrawing()
    {
        var network = new SmallNetwork();
        const string name = "a\"<b>&\\n\n--]]>";
        var (dot, _) = Draw(network.Build(network.Conv("head", network.Add("Relu", "r", [network.Conv(name, "image", 8, 3)]), 5, 8)));

        Assert.Contains(Boxes(dot)["c0"].Descendants("B"), b => b.Value == name);
    }

    private static (string Dot, CouplingMap Coupling) Draw(Model model)
    {
        var types = ShapeInference.Infer(model);
        var coupling = CouplingAnalysis.Analyse(model.Graph, types);
        return (CouplingDrawing.ToDot("test", model.Graph, types, coupling, CostModel.Count(model.Graph, types)), coupling);
    }

    /// <summary>The labels of all boxes: HTML-like labels are XML.</summary>
    private static Dictionary<string, XElement> Boxes(string dot) =>
        BoxLabels().Matches(dot).ToDictionary(m => m.Groups["id"].Value, m => XElement.Parse(m.Groups["label"].Value, LoadOptions.PreserveWhitespace));

    private static IEnumerable<string> Layers(XElement box) => box.Descendants("B").Select(b => b.Value);

    private static string Colour(XElement box, string layer) => (string)box.Elements("TR")
        .Single(row => row.Descendants("B").Any(b => b.Value == layer)).Descendants("TD").First(cell => cell.Attribute("BGCOLOR") is not null).Attribute("BGCOLOR")!;

    [GeneratedRegex("""^  (?<id>c\d+) \[tooltip=" " label=<(?<label><TABLE(?:(?!</TABLE>>\]).|\n)*</TABLE>)>\];$""", RegexOptions.Multiline)]
    private static partial Regex BoxLabels();

    [GeneratedRegex("""^  (?<from>c\d+):s -> (?<to>c\d+):(?<port>\w+)""", RegexOptions.Multiline)]
    private static partial Regex Lines();
}
