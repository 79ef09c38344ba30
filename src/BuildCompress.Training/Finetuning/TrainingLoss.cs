using BuildCompress.Core.Manifests;

namespace BuildCompress.Training.Finetuning;

/// <summary>Cross entropy with label smoothing, mixed with distillation when there is a teacher (<see cref="DistillSettings"/>).</summary>
internal sealed class TrainingLoss(FinetuneSettings settings)
{
    /// <summary>The mean loss over the batch.</summary>
    /// <param name="logits"><c>[N, classes]</c>.</param>
    /// <param name="labels"><c>[N]</c>.</param>
    /// <param name="teacher">The teacher's logits for the same images, <c>[N, classes]</c>; null without distillation.</param>
    public Tensor Of(Tensor logits, Tensor labels, Tensor? teacher)
    {
        var crossEntropy = nn.functional.cross_entropy(logits, labels, label_smoothing: settings.LabelSmoothing);
        if (settings.Distill is not { } distill || teacher is null)
            return crossEntropy;
        var scale = distill.Weight * distill.Temperature * distill.Temperature;
        return (crossEntropy * (1 - distill.Weight)) + (Divergence(logits, teacher, distill.Temperature) * scale);
    }

    /// <summary>KL(teacher || student) of the softened distributions, mean over the batch.</summary>
    private static Tensor Divergence(Tensor logits, Tensor teacher, double temperature)
    {
        var target = nn.functional.log_softmax(teacher / temperature, 1);
        var difference = target - nn.functional.log_softmax(logits / temperature, 1);
        return (target.exp() * difference).sum(1).mean();
    }
}
