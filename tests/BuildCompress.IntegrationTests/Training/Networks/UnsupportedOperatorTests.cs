using BuildCompress.Core.Diagnostics;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.IntegrationTests.Training.Networks;

public sealed class UnsupportedOperatorTests
{
    [Fact]
    public void EveryNodeThatCannotRunIsNamed()
    {
        var graph = new TestGraph(1, new Dimension(null, "batch"), 4, 9, 7).Then("Einsum").Then("Relu").Then("Resize", null, ("antialias", 1));

        var errors = Assert.Throws<DiagnosticException>(() => graph.Network()).Diagnostics;

        Assert.Equal([("BCMP4101", "Einsum_0"), ("BCMP4101", "Resize_2")], errors.Select(e => (e.Id, e.Node)));
        Assert.Contains("antialiasing", errors[1].Message);
    }

    [Fact]
    public void ShapesThatContradictEachOtherNameTheNode()
    {
        var graph = new TestGraph(1, new Dimension(null, "batch"), 4, 9, 7).Conv(5, 3, 3);
        using var network = graph.Network();
        using var scope = torch.NewDisposeScope();

        var error = Assert.Throws<DiagnosticException>(() => network.Forward(torch.zeros(1, 4, 9, 7))).Diagnostics[0];

        Assert.Equal(("BCMP4102", "Conv_0"), (error.Id, error.Node));
    }
}
