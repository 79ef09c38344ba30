using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Data;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Importance;

/// <summary>
/// What weights are worth by what the loss would lose without them: expansions around the network as it is, from the gradients of the cross
/// entropy of calibration samples, in evaluation mode.
/// </summary>
/// <param name="network">The network made from <paramref name="graph"/>; unchanged.</param>
/// <param name="graph">Names the weights.</param>
/// <param name="data">Calibration samples.</param>
/// <param name="preprocess">How a pixel becomes an input value.</param>
/// <param name="cancellation">Checked between batches.</param>
internal sealed class LossImportance(
    INetwork network, Graph graph, ImageDataset data, PreprocessSettings preprocess, CancellationToken cancellation)
{
    /// <summary><c>I_ji = mean over batches of sum_ab |w_jiab dL/dw_jiab|</c>, L the mean loss of a batch.</summary>
    public IReadOnlyDictionary<string, WeightImportance> Taylor(int batchSize) => MeanOverBatches(
        Batch.Comfortable(data.Shape, batchSize), (matrix, products) =>
        {
            for (var i = 0; i < products.Length; i++)
                products[i] = Math.Abs(products[i]);
            return matrix.Sum(products);
        });

    /// <summary><c>I_ji = mean over samples of (sum_ab w_jiab dL/dw_jiab)² / 2</c>, L the loss of one sample.</summary>
    public IReadOnlyDictionary<string, WeightImportance> Fisher() => MeanOverBatches(
        batchSize: 1, (matrix, products) => Array.ConvertAll(matrix.Sum(products), slope => slope * slope / 2));

    /// <summary>The mean over batches of a criterion over the products of weights and gradients, which it may change.</summary>
    private Dictionary<string, WeightImportance> MeanOverBatches(int batchSize, Func<WeightMatrix, float[], float[]> criterion)
    {
        var matrices = WeightMatrix.Of(graph).ToArray();
        var parameters = network.Parameters.ToDictionary(p => p.Name, p => p.Tensor);
        var sums = Array.ConvertAll(matrices, m => new double[m.Outputs * m.Inputs]);
        var mode = network.Mode;
        network.Mode = NetworkMode.Evaluation;
        try
        {
            using var loader = new BatchLoader(data, new BatchOptions(batchSize, preprocess));
            for (var batch = 0; batch < loader.BatchesPerEpoch; batch++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = torch.NewDisposeScope();
                Backward(loader.Next());
                for (var m = 0; m < matrices.Length; m++)
                {
                    if (Products(parameters[matrices[m].Constant]) is { } products)
                        Accumulate(sums[m], criterion(matrices[m], products), 1.0 / loader.BatchesPerEpoch);
                }

                foreach (var parameter in network.Parameters)
                    parameter.Tensor.grad = null;
            }
        }
        finally
        {
            network.Mode = mode;
        }

        return matrices.Zip(sums).ToDictionary(p => p.First.Weight, p => p.First.Worth(Array.ConvertAll(p.Second, sum => (float)sum)));
    }

    private void Backward(Batch batch)
    {
        var loss = nn.functional.cross_entropy(network.Forward(TensorData.Images(batch)), TensorData.Of(batch.Labels));
        LossCheck.Finite(loss);
        loss.backward();
    }

    private static float[]? Products(Parameter weight)
    {
        if (weight.grad is not { } gradient)
            return null;
        var (w, g) = (TensorData.Read(weight), TensorData.Read(gradient));
        for (var i = 0; i < w.Length; i++)
            w[i] *= g[i];
        return w;
    }

    private static void Accumulate(double[] sums, float[] values, double share)
    {
        for (var i = 0; i < sums.Length; i++)
            sums[i] += share * values[i];
    }
}
