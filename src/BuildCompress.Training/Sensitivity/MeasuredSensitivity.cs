using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Training.Data;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Importance;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Sensitivity;

/// <summary>
/// The estimate by trying: with only one layer's weights rounded, how much the cross entropy against the answers of the network as trained rises, which is
/// the Kullback-Leibler divergence <c>sum_c p_c log(p_c / q_c)</c>, mean over samples. It is 0 where nothing changes and never negative; labels would add a
/// term of first order, by which a rounded network may seem better than the trained one. To second order it equals <see cref="CurvatureSensitivity"/>.
/// </summary>
internal sealed class MeasuredSensitivity(
    Model model, InferredTypes types, ImageDataset samples, PreprocessSettings preprocess, CancellationToken cancellation)
{
    /// <summary>Per weight and width.</summary>
    public double[][] Of(IReadOnlyList<QuantizedWeight> weights, IReadOnlyList<int> bits, RoundedWeights rounded)
    {
        using var network = new TrainableNetwork(model, types);
        var parameters = network.Parameters.ToDictionary(p => p.Name, p => p.Tensor);
        var trained = LogShares(network);
        var increase = new double[weights.Count][];
        for (var w = 0; w < increase.Length; w++)
        {
            var parameter = parameters[weights[w].Weight];
            increase[w] = new double[bits.Count];
            for (var b = 0; b < bits.Count; b++)
            {
                TensorData.Write(parameter, rounded.Of(weights[w], bits[b]));
                increase[w][b] = Divergence(trained, LogShares(network));
            }

            TensorData.Write(parameter, rounded.Exact(weights[w]));
        }

        return increase;
    }

    private double Divergence(double[] trained, double[] changed)
    {
        var sum = 0.0;
        for (var i = 0; i < trained.Length; i++)
            sum += Math.Exp(trained[i]) * (trained[i] - changed[i]);
        return sum / samples.Count;
    }

    /// <summary>Logarithms of the network's probabilities, <c>[N, classes]</c>.</summary>
    private double[] LogShares(TrainableNetwork network)
    {
        var logits = Array.ConvertAll(Evaluation.Logits(network, samples, preprocess, cancellation), l => (double)l);
        var classes = logits.Length / samples.Count;
        for (var n = 0; n < samples.Count; n++)
        {
            var own = logits.AsSpan(n * classes, classes);
            var largest = double.NegativeInfinity;
            foreach (var logit in own)
                largest = Math.Max(largest, logit);
            var total = 0.0;
            foreach (var logit in own)
                total += Math.Exp(logit - largest);
            LossCheck.Finite(total);
            var level = largest + Math.Log(total);
            foreach (ref var logit in own)
                logit -= level;
        }

        return logits;
    }
}
