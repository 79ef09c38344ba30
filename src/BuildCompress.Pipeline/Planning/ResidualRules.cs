using BuildCompress.Onnx.Coupling;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Planning;

/// <summary>The rules that residual streams put on a selection.</summary>
internal static class ResidualRules
{
    /// <summary>One rule per untied addition; none when residuals are tied. Groups keep their numbers.</summary>
    public static IReadOnlyList<ResidualRule> Of(CouplingMap coupling) =>
        [.. coupling.Streams.SelectMany(stream => stream.Additions).Select(a => new ResidualRule(a.Sum, a.Branch, a.Source, a.Offset))];
}
