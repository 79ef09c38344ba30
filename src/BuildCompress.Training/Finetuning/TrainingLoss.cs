using BuildCompress.Core.Manifests;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Finetuning;

/// <summary>Cross entropy with label smoothing, mixed with distillation when there is a teacher (<see cref="DistillSettings"/>).</summary>
internal sealed class TrainingLoss(FinetuneSettings settings, INetwork? teacher)
{
    /// <summary>The mean loss over the batch.</summary>
    /// <param name="logits"><c>[N, classes]</c>.</param>
    /// <param name="labels"><c>[N]</c>.</param>
    /// <param name="images">What the logits were computed from; the teacher sees the same.</param>
    public Tensor Of(Tensor logits, Tensor labels, Tensor images)
    {
        var crossEntropy = nn.functional.cross_entropy(logits, labels, label_smoothing: settings.LabelSmoothing);
        if (settings.Distill is not { } distill)
            return crossEntropy;
        if (teacher is null)
            throw new InvalidOperationException("Distillation needs a teacher.");
        return (crossEntropy * (1 - distill.Weight)) + (Divergence(logits, images, distill.Temperature) * (distill.Weight * distill.Temperature * distill.Temperature));
    }

    /// <summary>KL(teacher || student) of the softened distributions, mean over the batch.</summary>
    private Tensor Divergence(Tensor logits, Tensor images, double temperature)
    {
        Tensor target;
        using (torch.no_grad())
            target = nn.functional.log_softmax(teacher!.Forward(images) / temperature, 1);
        var difference = target - nn.functional.log_softmax(logits / temperature, 1);
        return (target.exp() * difference).sum(1).mean();
    }
}
