using BuildCompress.IntegrationTests.Training.Finetuning;
using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.Training.Data;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Networks;

namespace BuildCompress.IntegrationTests.Training.Importance;

/// <summary>Measures by central differences how each sample's cross entropy changes when entries of a weight are scaled together.</summary>
internal sealed class LossProbe(TrainableNetwork network, Parameter weight, ImageDataset data)
{
    private const float Step = 2e-3f;

    private readonly float[] original = Tensors.Read(weight);

    /// <summary>Derivative of each sample's loss by the factor on <paramref name="entries"/>, at 1.</summary>
    public double[] Slope(int[] entries)
    {
        var (up, down) = (Losses(entries, 1 + Step), Losses(entries, 1 - Step));
        return [.. up.Zip(down, (u, d) => (u - d) / (2 * Step))];
    }

    private double[] Losses(int[] entries, float factor)
    {
        var scaled = (float[])original.Clone();
        foreach (var entry in entries)
            scaled[entry] *= factor;
        Overwrite(scaled);
        var logits = Evaluation.Logits(network, data, TinyTask.Preprocess);
        Overwrite(original);
        var classes = logits.Length / data.Count;
        return [.. Enumerable.Range(0, data.Count).Select(n =>
            Math.Log(logits.Skip(classes * n).Take(classes).Sum(l => Math.Exp(l))) - logits[(classes * n) + data.Labels[n]])];
    }

    private void Overwrite(float[] values)
    {
        using var noGrad = torch.no_grad();
        weight.copy_(Tensors.Of(values, weight.shape));
    }
}
