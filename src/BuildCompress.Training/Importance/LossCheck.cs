using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Training.Importance;

/// <summary>A loss that tells something about a model.</summary>
internal static class LossCheck
{
    /// <summary>Returns when it is a number.</summary>
    /// <exception cref="DiagnosticException">It is infinite or none (BCMP4203).</exception>
    public static void Finite(Tensor loss) => Finite(loss.item<float>());

    /// <inheritdoc cref="Finite(Tensor)"/>
    public static void Finite(double loss)
    {
        if (!double.IsFinite(loss))
        {
            throw new DiagnosticException(DiagnosticCatalog.ActivationsNotFinite.Because(
                "The model's loss on training samples is not a number.", "Check the preprocessing (scale, mean, std) and the model's weights."));
        }
    }
}
