using static BuildCompress.Engines.TorchSharp.PInvoke.NativeMethods;

namespace BuildCompress.Engines.TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class functional
        {
            /// <param name="input">[N, classes] logits</param>
            /// <param name="target">[N] int64 labels, or [N, classes] probabilities</param>
            /// <param name="weight">[classes]</param>
            /// <param name="ignore_index">A label that does not count.</param>
            /// <param name="reduction">What becomes of the N terms.</param>
            /// <param name="label_smoothing">Share in [0, 1) of the target that is spread over all classes.</param>
            public static Tensor cross_entropy(
                Tensor input,
                Tensor target,
                Tensor? weight = null,
                long ignore_index = -100,
                Reduction reduction = Reduction.Mean,
                double label_smoothing = 0) =>
                Take(bct_cross_entropy(input.Handle, target.Handle, weight is null ? 0 : weight.Handle, ignore_index, (long)reduction, label_smoothing), input, target, weight);

            /// <param name="input">[N, classes] log-probabilities</param>
            /// <param name="target">[N] int64 labels</param>
            /// <param name="weight">[classes]</param>
            /// <param name="reduction">What becomes of the N terms.</param>
            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                Take(bct_nll_loss(input.Handle, target.Handle, weight is null ? 0 : weight.Handle, (long)reduction), input, target, weight);

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Take(bct_mse_loss(input.Handle, target.Handle, (long)reduction), input, target);

            /// <summary>target * (log target - input), element-wise; the mean is over elements, not rows.</summary>
            /// <param name="input">Log-probabilities.</param>
            /// <param name="target">Probabilities, or their logarithms.</param>
            /// <param name="log_target">Whether the target holds logarithms.</param>
            /// <param name="reduction">What becomes of the terms.</param>
            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean) =>
                Take(bct_kl_div(input.Handle, target.Handle, (long)reduction, log_target ? 1 : 0), input, target);
        }
    }
}
