namespace BuildCompress.Engines.TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Limits on gradients.</summary>
        public static class utils
        {
            /// <summary>Scales all gradients together so that their common norm is at most <paramref name="max_norm"/>.</summary>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var scope = NewDisposeScope();
                using var unrecorded = no_grad();
                List<Tensor> gradients = [];
                foreach (var parameter in tensors)
                {
                    if (parameter.grad is { } gradient) gradients.Add(gradient);
                }

                if (gradients.Count == 0) return 0;
                var total = stack(gradients.Select(gradient => gradient.norm((float)norm_type))).norm((float)norm_type).ToScalar().ToDouble();
                var factor = max_norm / (total + 1e-6);
                if (factor < 1)
                {
                    foreach (var gradient in gradients) gradient.mul_(factor);
                }

                return total;
            }
        }
    }
}
