using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Pipeline.Stages;

/// <summary>Cut: graph, selection → a smaller graph that computes what the masked one would.</summary>
internal static class CutStage
{
    public static Model Run(Model model, CouplingMap coupling, ChannelSelection selection) => ChannelSurgery.Cut(model, coupling, selection);
}
