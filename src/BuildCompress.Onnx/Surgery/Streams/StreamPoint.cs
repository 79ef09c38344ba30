using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Coupling.Residuals;

namespace BuildCompress.Onnx.Surgery.Streams;

/// <summary>
/// What meets at one addition of a stream, as positions: channels of all tensors of a stream are counted where they lie in its last sum, so that equal
/// numbers are added to each other. In the order in which they stand in the tensors.
/// </summary>
/// <param name="Source">The shortcut's channels.</param>
/// <param name="Branch">The branch's channels; none when it is gone.</param>
/// <param name="Sum">What the stream carries from here on.</param>
internal sealed record StreamPoint(int[] Source, int[] Branch, int[] Sum)
{
    /// <summary>One per addition of <paramref name="stream"/>.</summary>
    public static IReadOnlyList<StreamPoint> Of(ResidualStream stream, ChannelSelection selection)
    {
        var points = new StreamPoint[stream.Additions.Count];
        var shift = 0;
        for (var k = points.Length - 1; k >= 0; k--)
        {
            var addition = stream.Additions[k];
            var (sum, branch) = (Positions(addition.Sum, shift), Positions(addition.Branch, shift));
            shift += addition.Offset;
            points[k] = new(addition.Source is { } source ? Positions(source, shift) : sum, branch, sum);
        }

        return points;

        int[] Positions(int group, int offset) => Array.ConvertAll(selection.KeptOf(group), channel => channel + offset);
    }
}
