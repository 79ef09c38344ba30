using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Import;

namespace BuildCompress.Pipeline.Stages;

/// <summary>Analyse: graph → groups of channels that live and die together.</summary>
internal static class AnalyseStage
{
    public static CouplingMap Run(ImportedModel imported, ResidualMode residuals) =>
        CouplingAnalysis.Analyse(imported.Model.Graph, imported.Types, new CouplingOptions(Residuals: residuals));
}
