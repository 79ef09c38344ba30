using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Tests.Onnx;

/// <summary>Equality of models by content.</summary>
internal static class ModelAssert
{
    public static void Equal(Model expected, Model actual)
    {
        Assert.Equal(expected.IrVersion, actual.IrVersion);
        Assert.Equal(expected.Opsets, actual.Opsets);
        Assert.Equal(expected.Producer, actual.Producer);
        Assert.Equal(expected.Metadata, actual.Metadata);
        Assert.Equal(expected.DocString, actual.DocString);
        Assert.Equal(expected.Extra.ToArray(), actual.Extra.ToArray());
        Equal(expected.Graph, actual.Graph);
    }

    private static void Equal(Graph expected, Graph actual)
    {
        Assert.Equal(expected.Name, actual.Name);
        Equal(expected.Inputs, actual.Inputs);
        Equal(expected.Outputs, actual.Outputs);
        Equal(expected.OpaqueValues, actual.OpaqueValues);
        Assert.Equal(expected.Extra.ToArray(), actual.Extra.ToArray());
        Assert.Equal(expected.Initializers.Keys, actual.Initializers.Keys);
        foreach (var (name, tensor) in expected.Initializers)
            Equal(tensor, actual.Initializers[name]);
        Assert.Equal(expected.Nodes.Count, actual.Nodes.Count);
        for (var i = 0; i < expected.Nodes.Count; i++)
            Equal(expected.Nodes[i], actual.Nodes[i]);
    }

    private static void Equal(IReadOnlyList<ValueInfo> expected, IReadOnlyList<ValueInfo> actual) =>
        Assert.Equal(expected.Select(value => (value.Name, value.Type.ToString())), actual.Select(value => (value.Name, value.Type.ToString())));

    private static void Equal(Node expected, Node actual)
    {
        Assert.Equal((expected.Name, expected.OpType, expected.Domain), (actual.Name, actual.OpType, actual.Domain));
        Assert.Equal(expected.Inputs, actual.Inputs);
        Assert.Equal(expected.Outputs, actual.Outputs);
        Assert.Equal(expected.ImplicitInputs, actual.ImplicitInputs);
        Assert.Equal(expected.Extra.ToArray(), actual.Extra.ToArray());
        Assert.Equal(expected.Attributes.Keys, actual.Attributes.Keys);
        foreach (var (name, value) in expected.Attributes)
            Equal(value, actual.Attributes[name]);
    }

    private static void Equal(AttributeValue expected, AttributeValue actual)
    {
        switch (expected, actual)
        {
            case (AttributeValue.Tensor a, AttributeValue.Tensor b):
                Equal(a.Value, b.Value);
                break;
            case (AttributeValue.Ints a, AttributeValue.Ints b):
                Assert.Equal(a.Values, b.Values);
                break;
            case (AttributeValue.Floats a, AttributeValue.Floats b):
                Assert.Equal(a.Values, b.Values);
                break;
            case (AttributeValue.Raw a, AttributeValue.Raw b):
                Assert.Equal(a.Proto.ToArray(), b.Proto.ToArray());
                break;
            default:
                Assert.Equal(expected, actual);
                break;
        }
    }

    private static void Equal(ConstantTensor expected, ConstantTensor actual)
    {
        Assert.Equal(expected.Element, actual.Element);
        Assert.Equal(expected.Dims, actual.Dims);
        Assert.True(expected.Bytes.Span.SequenceEqual(actual.Bytes.Span));
    }
}
