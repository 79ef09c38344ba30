using BuildCompress.Core.Manifests;
using BuildCompress.Training.Importance;
using BuildCompress.Training.Networks;

namespace BuildCompress.Pipeline.Stages;

/// <summary>Before Select: what each pair of channels is worth, by weight name as <c>[outC, inC/groups]</c>.</summary>
internal static class ImportanceStage
{
    /// <summary>Training images the criterion looks at.</summary>
    private const int CalibrationImages = 1024;

    public static Dictionary<string, float[]> Run(RunContext run, CompressSettings settings)
    {
        var graph = run.Imported.Model.Graph;
        return Estimate(run, settings, graph).ToDictionary(i => i.Key, i => i.Value.Values);
    }

    private static IReadOnlyDictionary<string, WeightImportance> Estimate(RunContext run, CompressSettings settings, Onnx.Graphs.Graph graph)
    {
        if (settings.Prune.Importance == ImportanceKind.L1)
            return ImportanceEstimator.L1(graph);
        using var network = new TrainableNetwork(run.Imported.Model, run.Imported.Types);
        var sample = run.Train.Sample(CalibrationImages, settings.Seed);
        return ImportanceEstimator.Taylor(network, graph, sample, run.Manifest.Preprocess, cancellation: run.Cancellation);
    }
}
