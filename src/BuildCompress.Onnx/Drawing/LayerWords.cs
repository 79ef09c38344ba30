using System.Globalization;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Drawing;

/// <summary>Short words for layers and operators.</summary>
internal static class LayerWords
{
    private const int LongestName = 30;

    /// <summary>A node's name without what repeats: <c>/layer1/layer1.0/conv1/Conv</c> becomes <c>layer1.0/conv1</c>.</summary>
    public static string Name(Node node)
    {
        var parts = node.DisplayName.Split('/', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (parts.Count > 1 && parts[^1].StartsWith(node.OpType, StringComparison.Ordinal))
            parts.RemoveAt(parts.Count - 1);
        for (var i = parts.Count - 2; i >= 0; i--)
        {
            if (parts[i + 1].StartsWith(parts[i] + ".", StringComparison.Ordinal))
                parts.RemoveAt(i);
        }

        var name = parts.Count > 0 ? string.Join('/', parts) : node.DisplayName;
        return name.Length <= LongestName ? name : $"…{name[^(LongestName - 1)..]}";
    }

    /// <summary>What a layer is, e.g. <c>conv 3x3 /2</c> or <c>depthwise 3x3</c>.</summary>
    public static string Geometry(Node node, WeightCoupling weight, InferredTypes types)
    {
        if (node.OpType is "Gemm" or "MatMul")
            return "linear";
        var kernel = types[weight.Weight]?.Shape is { Count: > 2 } shape ? string.Join('x', shape.Skip(2)) : "";
        var kind = weight.IsDepthwise ? "depthwise" : node.OpType == "ConvTranspose" ? "deconv" : "conv";
        var groups = weight is { ConvGroups: > 1, IsDepthwise: false } ? $" in {weight.ConvGroups} groups" : "";
        var strides = node.Ints("strides") is { } s && s.Any(stride => stride > 1) ? $" /{string.Join('x', s.Distinct())}" : "";
        return $"{kind} {kernel}{groups}{strides}";
    }

    /// <summary>A count in a few digits and a unit: <c>2.4 M</c>.</summary>
    public static string Count(long count) => count switch
    {
        >= 1_000_000_000 => Scaled(count / 1e9, "G"),
        >= 1_000_000 => Scaled(count / 1e6, "M"),
        >= 1_000 => Scaled(count / 1e3, "k"),
        _ => count.ToString(CultureInfo.InvariantCulture),
    };

    private static string Scaled(double value, string unit) => value.ToString(value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture) + " " + unit;
}
