using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Training.Finetuning;

/// <summary>Stops a run whose loss is no number any more or has left all reason.</summary>
internal sealed class DivergenceGuard(int classes, double learningRate, int steps)
{
    private const int Settling = 30;
    private readonly double chance = Math.Log(Math.Max(2, classes));
    private double? reference;

    /// <summary>Whether a mean loss is no reason to think that training diverges: at most thrice that of the first step or of guessing.</summary>
    public bool IsSound(double mean) => !(mean > 3 * Math.Max(reference ?? 0, chance));

    /// <summary>Checks the loss of one step.</summary>
    /// <param name="step">Step just run, from 1.</param>
    /// <param name="loss">Its loss.</param>
    /// <param name="gradientNorm">Norm of its gradients.</param>
    /// <param name="mean">Running mean of the loss before the step.</param>
    /// <exception cref="DiagnosticException">BCMP4201.</exception>
    public void Check(int step, double loss, double gradientNorm, double mean)
    {
        if (!double.IsFinite(loss) || !double.IsFinite(gradientNorm))
            throw Diverged(step, $"it is not a finite number any more; it was {mean:0.###} on average before");
        reference ??= loss;
        if (step >= Settling && !IsSound(mean))
            throw Diverged(step, $"it grew to {mean:0.###} from {reference:0.###}; guessing costs {chance:0.###}");
    }

    private DiagnosticException Diverged(int step, string how) => new(DiagnosticCatalog.TrainingDiverged.Because(
        $"The loss diverged at step {step} of {steps}: {how}.",
        $"Lower 'learningRate' from {learningRate:g3} to {learningRate / 5:g3}; the weights of the last good epoch are kept."));
}
