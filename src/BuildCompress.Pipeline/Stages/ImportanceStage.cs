using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;
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
        var kind = settings.Prune.Importance;
        var importance = ImportanceEstimator.NeedsData(kind) ? OnSamples(run, settings) : OfWeights(run.Imported.Model.Graph, kind);
        return ImportanceEstimator.Normalise(importance, kind, settings.Prune.Normalise).ToDictionary(i => i.Key, i => i.Value.Values);
    }

    private static IReadOnlyDictionary<string, WeightImportance> OfWeights(Graph graph, ImportanceKind kind) => kind switch
    {
        ImportanceKind.L1 => ImportanceEstimator.L1(graph),
        ImportanceKind.L2 => ImportanceEstimator.L2(graph),
        _ => ImportanceEstimator.BatchNormScale(graph),
    };

    private static IReadOnlyDictionary<string, WeightImportance> OnSamples(RunContext run, CompressSettings settings)
    {
        using var network = new TrainableNetwork(run.Imported.Model, run.Imported.Types);
        var graph = run.Imported.Model.Graph;
        var sample = run.Train.Sample(CalibrationImages, settings.Seed);
        return settings.Prune.Importance == ImportanceKind.Taylor
            ? ImportanceEstimator.Taylor(network, graph, sample, run.Manifest.Preprocess, cancellation: run.Cancellation)
            : ImportanceEstimator.Fisher(network, graph, sample, run.Manifest.Preprocess, run.Cancellation);
    }
}
