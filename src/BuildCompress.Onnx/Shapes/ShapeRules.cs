using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes;

/// <summary>The operators whose output shapes are understood.</summary>
internal static class ShapeRules
{
    public static bool Knows(Node node) => node.Domain.Length == 0;
}
