using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Training.Data;
using BuildCompress.Training.Importance;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Sensitivity;

/// <summary>The estimate by trying: the mean loss with only one layer's weights rounded, minus that of the network as trained.</summary>
internal sealed class MeasuredSensitivity(
    Model model, InferredTypes types, ImageDataset samples, PreprocessSettings preprocess, CancellationToken cancellation)
{
    private const int BatchSize = 250;

    /// <summary>Per weight and width.</summary>
    public double[][] Of(IReadOnlyList<QuantizedWeight> weights, IReadOnlyList<int> bits, RoundedWeights rounded)
    {
        using var network = new TrainableNetwork(model, types) { Mode = NetworkMode.Evaluation };
        var parameters = network.Parameters.ToDictionary(p => p.Name, p => p.Tensor);
        var before = MeanLoss(network);
        var increase = new double[weights.Count][];
        for (var w = 0; w < increase.Length; w++)
        {
            var parameter = parameters[weights[w].Weight];
            increase[w] = new double[bits.Count];
            for (var b = 0; b < bits.Count; b++)
            {
                TensorData.Write(parameter, rounded.Of(weights[w], bits[b]));
                increase[w][b] = MeanLoss(network) - before;
            }

            TensorData.Write(parameter, rounded.Exact(weights[w]));
        }

        return increase;
    }

    private double MeanLoss(TrainableNetwork network)
    {
        using var noGrad = torch.no_grad();
        using var loader = new BatchLoader(samples, new BatchOptions(Batch.Comfortable(samples.Shape, BatchSize), preprocess));
        var sum = 0.0;
        for (var i = 0; i < loader.BatchesPerEpoch; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var batch = loader.Next();
            var loss = nn.functional.cross_entropy(network.Forward(TensorData.Images(batch)), TensorData.Of(batch.Labels));
            sum += LossCheck.Finite(loss) * batch.Count;
        }

        return sum / samples.Count;
    }
}
