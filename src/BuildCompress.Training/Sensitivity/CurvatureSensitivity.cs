using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Training.Data;
using BuildCompress.Training.Importance;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Sensitivity;

/// <summary>
/// The second-order estimate: around a trained network the gradient is about 0, and rounding weights w to q(w) raises the loss by
/// <c>1/2 sum_i G_ii (q(w_i) - w_i)²</c>. G is the Gauss-Newton matrix (Martens, New insights and perspectives on the natural gradient method, JMLR 2020,
/// section 6): the mean over samples of <c>J' H J</c>, J the derivatives of the logits and <c>H = diag(p) - p p'</c> the curvature of the cross entropy at the
/// network's own probabilities p. With <c>H = S S'</c>, <c>S = diag(r) - p r'</c>, <c>r = sqrt(p)</c>, and random signs v, the square of <c>J' S v</c> has
/// the diagonal for its mean, and signs of their own for each sample let one backward pass serve a whole batch.
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

    /// <summary>The diagonal at each element of the parameters so named.</summary>
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
            var projected = (logits * TensorData.Of(Directions(TensorData.Read(logits), images.Count, batch), logits.shape)).sum();
            LossCheck.Finite(projected);
            projected.backward();
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

    /// <summary><c>S v</c> of each sample, <c>[count, classes]</c>.</summary>
    private float[] Directions(float[] logits, int count, int batch)
    {
        var random = RandomBits.For(seed, epoch: 0, batch);
        var classes = logits.Length / count;
        var directions = new float[logits.Length];
        var (shares, signs) = (new double[classes], new double[classes]);
        for (var n = 0; n < count; n++)
        {
            var own = logits.AsSpan(n * classes, classes);
            var largest = float.NegativeInfinity;
            foreach (var logit in own)
                largest = Math.Max(largest, logit);
            var total = 0.0;
            for (var c = 0; c < classes; c++)
                total += shares[c] = Math.Exp(own[c] - largest);
            var product = 0.0;
            for (var c = 0; c < classes; c++)
            {
                shares[c] /= total;
                signs[c] = (long)random.Next() < 0 ? -1 : 1;
                product += Math.Sqrt(shares[c]) * signs[c];
            }

            for (var c = 0; c < classes; c++)
                directions[(n * classes) + c] = (float)((Math.Sqrt(shares[c]) * signs[c]) - (shares[c] * product));
        }

        return directions;
    }
}
