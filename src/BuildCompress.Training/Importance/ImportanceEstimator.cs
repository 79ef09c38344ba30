using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Data;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Importance;

/// <summary>Tells what each (output, input) channel pair of every Conv, Gemm and MatMul weight is worth to the network.</summary>
public static class ImportanceEstimator
{
    /// <summary>
    /// The magnitude criterion of Optimal channel selection with discrete QCQP (AISTATS 2022):
    /// <c>I_ji = sum_ab |w_jiab|</c>, then divided by the Frobenius norm of the whole matrix, so that layers compare; all zero for a zero layer.
    /// </summary>
    public static IReadOnlyDictionary<string, WeightImportance> L1(Graph graph)
    {
        var result = new Dictionary<string, WeightImportance>();
        foreach (var matrix in WeightMatrix.Of(graph))
        {
            var entries = graph.Constant(matrix.Constant)!.AsSpan<float>().ToArray();
            for (var i = 0; i < entries.Length; i++)
                entries[i] = Math.Abs(entries[i]);
            var importance = matrix.Sum(entries);
            Normalise(importance.Values);
            result[matrix.Weight] = importance;
        }

        return result;
    }

    /// <summary>
    /// The first-order Taylor criterion (Molchanov et al., CVPR 2019, equation 8, per kernel instead of per filter):
    /// <c>I_ji = mean over batches of sum_ab |w_jiab * dL/dw_jiab|</c>, L the cross entropy of a batch in evaluation mode. Not normalised: all
    /// layers are in units of the loss.
    /// </summary>
    /// <param name="network">The network made from <paramref name="graph"/>; unchanged.</param>
    /// <param name="graph">Names the weights.</param>
    /// <param name="data">Calibration samples; a thousand are enough.</param>
    /// <param name="preprocess">How a pixel becomes an input value.</param>
    /// <param name="batchSize">Most samples per gradient, fewer when images are large: smaller batches keep more of the spread between samples.</param>
    /// <param name="cancellation">Checked between batches.</param>
    /// <exception cref="DiagnosticException">The loss is not finite (BCMP4203).</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyDictionary<string, WeightImportance> Taylor(
        INetwork network, Graph graph, ImageDataset data, PreprocessSettings preprocess, int batchSize = 32, CancellationToken cancellation = default)
    {
        var matrices = WeightMatrix.Of(graph).ToArray();
        var parameters = network.Parameters.ToDictionary(p => p.Name, p => p.Tensor);
        var sums = matrices.ToDictionary(m => m.Constant, m => new float[m.Dims.Aggregate(1L, (a, b) => a * b)]);
        var mode = network.Mode;
        network.Mode = NetworkMode.Evaluation;
        try
        {
            using var loader = new BatchLoader(data, new BatchOptions(Batch.Comfortable(data.Shape, batchSize), preprocess));
            for (var i = 0; i < loader.BatchesPerEpoch; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = torch.NewDisposeScope();
                var batch = loader.Next();
                var loss = nn.functional.cross_entropy(network.Forward(TensorData.Images(batch)), TensorData.Of(batch.Labels));
                if (!float.IsFinite(loss.item<float>()))
                {
                    throw new DiagnosticException(DiagnosticCatalog.ActivationsNotFinite.Because(
                        "The model's loss on training samples is not a number.", "Check the preprocessing (scale, mean, std) and the model's weights."));
                }

                loss.backward();
                foreach (var (name, sum) in sums)
                    Accumulate(parameters[name], sum, 1f / loader.BatchesPerEpoch);
                foreach (var parameter in network.Parameters)
                    parameter.Tensor.grad = null;
            }
        }
        finally
        {
            network.Mode = mode;
        }

        return matrices.ToDictionary(m => m.Weight, m => m.Sum(sums[m.Constant]));
    }

    private static void Accumulate(Parameter weight, float[] sum, float share)
    {
        if (weight.grad is not { } gradient)
            return;
        var (w, g) = (TensorData.Read(weight), TensorData.Read(gradient));
        for (var i = 0; i < sum.Length; i++)
            sum[i] += share * Math.Abs(w[i] * g[i]);
    }

    private static void Normalise(float[] values)
    {
        double squares = 0;
        foreach (var value in values)
            squares += (double)value * value;
        if (squares == 0)
            return;
        var factor = 1 / Math.Sqrt(squares);
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(values[i] * factor);
    }
}
