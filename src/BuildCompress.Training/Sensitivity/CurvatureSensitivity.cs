using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Training.Data;
using BuildCompress.Training.Importance;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Sensitivity;

/// <summary>
/// The second-order estimate: around a trained network the gradient is about 0, and rounding weights w to q(w) raises the loss by
/// <c>1/2 sum_i F_i (q(w_i) - w_i)²</c>. F is the diagonal of the Gauss-Newton matrix, which for the cross entropy is the Fisher information (Martens,
/// New insights and perspectives on the natural gradient method, JMLR 2020, section 9.2): the mean over samples of the squared gradients for labels drawn
/// from the network's own answers. The gradients of such labels have mean 0, so that the square of their sum over a batch has the sum of their squares for
/// its mean: one backward pass per batch.
/// </summary>
internal sealed class CurvatureSensitivity(
    Model model, InferredTypes types, ImageDataset samples, PreprocessSettings preprocess, int seed, CancellationToken cancellation)
{
    /// <summary>Small batches: more squares to average.</summary>
    private const int BatchSize = 16;

    /// <summary>Per weight and width.</summary>
    public double[][] Of(IReadOnlyList<QuantizedWeight> weights, IReadOnlyList<int> bits, RoundedWeights rounded)
    {
        var curvature = Diagonal([.. weights.Select(w => w.Weight)]);
        return [.. weights.Zip(curvature, (weight, f) => bits.Select(width => Increase(f, rounded.Exact(weight), rounded.Of(weight, width))).ToArray())];
    }

    private static double Increase(double[] curvature, ReadOnlySpan<float> exact, float[] rounded)
    {
        var sum = 0.0;
        for (var i = 0; i < rounded.Length; i++)
        {
            var error = (double)rounded[i] - exact[i];
            sum += curvature[i] * error * error;
        }

        return sum / 2;
    }

    /// <summary>The mean over samples of squared gradients, for each element of the parameters so named.</summary>
    private double[][] Diagonal(string[] names)
    {
        using var network = new TrainableNetwork(model, types) { Mode = NetworkMode.Evaluation };
        var parameters = network.Parameters.ToDictionary(p => p.Name, p => p.Tensor);
        var sums = Array.ConvertAll(names, name => new double[parameters[name].numel()]);
        using var loader = new BatchLoader(samples, new BatchOptions(Batch.Comfortable(samples.Shape, BatchSize), preprocess));
        for (var batch = 0; batch < loader.BatchesPerEpoch; batch++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var images = loader.Next();
            var logits = network.Forward(TensorData.Images(images));
            var labels = Drawn(TensorData.Read(logits), images.Count, batch);
            var loss = nn.functional.cross_entropy(logits, TensorData.Of(labels)) * images.Count;
            LossCheck.Finite(loss);
            loss.backward();
            for (var w = 0; w < names.Length; w++)
                AddSquares(sums[w], parameters[names[w]]);
            foreach (var parameter in network.Parameters)
                parameter.Tensor.grad = null;
        }

        foreach (var sum in sums)
        {
            for (var i = 0; i < sum.Length; i++)
                sum[i] /= samples.Count;
        }

        return sums;
    }

    private static void AddSquares(double[] sums, Parameter weight)
    {
        if (weight.grad is not { } gradient)
            return; // No path to the loss: any width will do.
        var values = TensorData.Read(gradient);
        for (var i = 0; i < values.Length; i++)
            sums[i] += (double)values[i] * values[i];
    }

    /// <summary>A label for each sample, with the probabilities that its logits stand for.</summary>
    private long[] Drawn(float[] logits, int count, int batch)
    {
        var random = RandomBits.For(seed, epoch: 0, batch);
        var classes = logits.Length / count;
        var labels = new long[count];
        var weights = new double[classes];
        for (var n = 0; n < count; n++)
        {
            var own = logits.AsSpan(n * classes, classes);
            var largest = float.NegativeInfinity;
            foreach (var logit in own)
                largest = Math.Max(largest, logit);
            var total = 0.0;
            for (var c = 0; c < classes; c++)
                total += weights[c] = Math.Exp(own[c] - largest);
            var drawn = (random.Next() >> 11) * (1.0 / (1L << 53)) * total;
            while (labels[n] < classes - 1 && drawn >= weights[labels[n]])
                drawn -= weights[labels[n]++];
        }

        return labels;
    }
}
