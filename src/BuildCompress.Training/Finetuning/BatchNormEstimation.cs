using BuildCompress.Core.Manifests;
using BuildCompress.Training.Data;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Finetuning;

/// <summary>
/// Renews the running statistics of batch normalisation, which a cut leaves stale: the plain mean of the statistics of all batches, i.e.
/// momentum 1/k at batch k. No weight changes.
/// </summary>
public static class BatchNormEstimation
{
    /// <summary>Runs <paramref name="data"/> once; nothing happens to a network without batch normalisation.</summary>
    /// <param name="network">The network.</param>
    /// <param name="data">Training samples; a few thousand are enough.</param>
    /// <param name="preprocess">How a pixel becomes an input value.</param>
    /// <param name="augment">
    /// The changes training made: crops bring padding into the pictures, and statistics taken without it can cost points of accuracy.
    /// </param>
    /// <param name="batchSize">Most samples per batch: fewer when images are large; more is more exact.</param>
    /// <param name="seed">Seed of the order.</param>
    /// <param name="cancellation">Checked between batches.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the statistics are those of the batches so far.</exception>
    public static void Run(
        TrainableNetwork network, ImageDataset data, PreprocessSettings preprocess, AugmentSettings? augment = null, int batchSize = 250, int seed = 0,
        CancellationToken cancellation = default)
    {
        if (!network.HasStatistics)
            return;
        var mode = network.Mode;
        network.Mode = NetworkMode.Training;
        try
        {
            using var noGrad = torch.no_grad();
            using var loader = new BatchLoader(data, new BatchOptions(Batch.Comfortable(data.Shape, batchSize), preprocess, augment, seed, Shuffle: true));
            for (var i = 0; i < loader.BatchesPerEpoch; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = torch.NewDisposeScope();
                network.BatchNormMomentum = 1.0 / (i + 1);
                network.Forward(TensorData.Images(loader.Next()));
            }
        }
        finally
        {
            network.BatchNormMomentum = null;
            network.Mode = mode;
        }
    }
}
