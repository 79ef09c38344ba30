namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Tile: repeats each axis as often as input 1 states.</summary>
internal sealed class TileRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Tile"];

    public override void Infer(NodeInference node) =>
        node.Output(node.Shape(0) is { } input && node.Value(1)?.Elements is { } repeats && repeats.Count == input.Count
            ? [.. input.Zip(repeats, Dimensions.Multiply)] : null);
}
