using System.Globalization;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes;

/// <summary>A height and width for models that take images of any size; what depends on the size is then known.</summary>
/// <param name="Height">Pixels, at least 1.</param>
/// <param name="Width">Pixels, at least 1.</param>
public readonly record struct ImageSize(int Height, int Width)
{
    /// <summary>Reads <c>HEIGHTxWIDTH</c>, e.g. <c>360x480</c>; null when it is none.</summary>
    public static ImageSize? Parse(string text) => text.Split('x') is [var height, var width] && Pixels(height) is { } h && Pixels(width) is { } w
        ? new ImageSize(h, w) : null;

    /// <summary>The model for images of this size: open heights and widths of its inputs <c>[N, C, H, W]</c> become numbers; fixed ones stay.</summary>
    public Model Fix(Model model)
    {
        var (height, width) = (Height, Width);
        return model with { Graph = model.Graph with { Inputs = [.. model.Graph.Inputs.Select(Fixed)] } };

        ValueInfo Fixed(ValueInfo input) => input.Type.Shape is [var n, var c, var h, var w]
            ? input with { Type = input.Type with { Shape = [n, c, h.Value is null ? height : h, w.Value is null ? width : w] } } : input;
    }

    private static int? Pixels(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) && pixels is > 0 and <= ushort.MaxValue ? pixels : null;
}
