using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Training.Importance;

/// <summary>A loss that tells something about a model.</summary>
internal static class LossCheck
{
    /// <summary>The number.</summary>
    /// <exception cref="DiagnosticException">It is infinite or none (BCMP4203).</exception>
    public static float Finite(Tensor loss)
    {
        var value = loss.item<float>();
        return float.IsFinite(value) ? value : throw new DiagnosticException(DiagnosticCatalog.ActivationsNotFinite.Because(
            "The model's loss on training samples is not a number.", "Check the preprocessing (scale, mean, std) and the model's weights."));
    }
}
