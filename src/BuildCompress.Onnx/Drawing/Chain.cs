using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Drawing;

/// <summary>Nodes in a row, each of which reads the one before and is alone in doing so: one box of the drawing.</summary>
/// <param name="Id">Position among the chains.</param>
internal sealed record Chain(int Id)
{
    /// <summary>The box's rows, top to bottom.</summary>
    public List<ChainRow> Rows { get; } = [];
}

/// <summary>One row of a box: an input, a layer, an operator worth showing, or an output.</summary>
/// <param name="Value">The value behind the row's last node.</param>
internal sealed record ChainRow(RowKind Kind, string Value)
{
    /// <summary>The node the row is about, then those it swallows: normalisations, activations, pooling.</summary>
    public List<Node> Nodes { get; } = [];

    /// <summary>Operators that the row names: not those that leave every channel where it is.</summary>
    public List<string> Operators { get; } = [];

    /// <summary>The value that leaves the row.</summary>
    public string Value { get; set; } = Value;
}

/// <summary>What a row shows.</summary>
internal enum RowKind
{
    /// <summary>A value fed from outside.</summary>
    Input,

    /// <summary>A convolution or linear layer.</summary>
    Layer,

    /// <summary>An elementwise operator that brings branches together.</summary>
    Join,

    /// <summary>Any other operator.</summary>
    Operator,

    /// <summary>A value handed out.</summary>
    Output,
}

/// <summary>A value that goes from the end of one chain to a row of another.</summary>
internal readonly record struct ChainEdge(int From, int To, int Row, string Value);
