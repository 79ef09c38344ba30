using BuildCompress.Core.Manifests;
using BuildCompress.Core.Units;
using BuildCompress.Training.Data;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Finetuning;

/// <summary>Judges a network as it would be deployed: a quantised one in the runtime's integer arithmetic, see <see cref="INetwork.Deploy"/>.</summary>
public static class Evaluation
{
    /// <summary>Most images run at once.</summary>
    private const int BatchSize = 250;

    /// <summary>Share of images whose largest logit is their label's.</summary>
    /// <exception cref="OperationCanceledException">Cancelled between two batches.</exception>
    public static Accuracy Accuracy(INetwork network, ImageDataset data, PreprocessSettings preprocess, CancellationToken cancellation = default)
    {
        long correct = 0;
        ForEachBatch(network, data, preprocess, cancellation, (logits, batch) =>
        {
            using var labels = TensorData.Of(batch.Labels);
            correct += logits.argmax(1).eq(labels).sum().item<long>();
        });
        return Core.Units.Accuracy.Of(correct, data.Count);
    }

    /// <summary>The network's outputs for all images, <c>[N, classes]</c> row-major.</summary>
    /// <exception cref="OperationCanceledException">Cancelled between two batches.</exception>
    public static float[] Logits(INetwork network, ImageDataset data, PreprocessSettings preprocess, CancellationToken cancellation = default)
    {
        var all = new List<float>();
        ForEachBatch(network, data, preprocess, cancellation, (logits, _) => all.AddRange(TensorData.Read(logits)));
        return [.. all];
    }

    private static void ForEachBatch(
        INetwork network, ImageDataset data, PreprocessSettings preprocess, CancellationToken cancellation, Action<Tensor, Batch> visit)
    {
        var mode = network.Mode;
        network.Mode = NetworkMode.Evaluation;
        try
        {
            using var noGrad = torch.no_grad();
            using var deployed = network.Deploy();
            Func<Tensor, Tensor> forward = deployed is null ? network.Forward : deployed.Forward;
            using var loader = new BatchLoader(data, new BatchOptions(Batch.Comfortable(data.Shape, BatchSize), preprocess));
            for (var i = 0; i < loader.BatchesPerEpoch; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = torch.NewDisposeScope();
                var batch = loader.Next();
                visit(forward(TensorData.Images(batch)), batch);
            }
        }
        finally
        {
            network.Mode = mode;
        }
    }
}
