using static BuildCompress.Engines.TorchSharp.PInvoke.NativeMethods;

namespace BuildCompress.Engines.TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class functional
        {
            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_().alias() : x.relu();

            /// <summary>Limits to [0, 6].</summary>
            public static Tensor relu6(Tensor x, bool inplace = false) => hardtanh(x, 0, 6, inplace);

            /// <summary>Limits to [min_val, max_val]; no gradient at the bounds, unlike <see cref="Tensor.clamp(Scalar?, Scalar?)"/>.</summary>
            public static Tensor hardtanh(Tensor x, double min_val = -1, double max_val = 1, bool inplace = false)
            {
                if (!inplace) return Take(bct_hardtanh(x.Handle, min_val, max_val), x);
                Check(bct_hardtanh_(x.Handle, min_val, max_val), x);
                return x.alias();
            }

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                Take(bct_leaky_relu(input.Handle, negative_slope), input);

            public static Tensor elu(Tensor x, double alpha, bool inplace = false) => Take(bct_elu(x.Handle, alpha), x);

            /// <summary>log(1 + exp(beta x)) / beta; x itself where beta x is above the threshold.</summary>
            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => Take(bct_softplus(x.Handle, beta, threshold), x);

            public static Tensor hardswish(Tensor input, bool inplace = false) => Take(bct_hardswish(input.Handle), input);

            public static Tensor hardsigmoid(Tensor input, bool inplace = false) => Take(bct_hardsigmoid(input.Handle), input);

            public static Tensor silu(Tensor x, bool inplace = false) => Take(bct_silu(x.Handle), x);

            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) =>
                Take(bct_softmax(input.Handle, dim, dtype is { } type ? (long)type : -1), input);

            public static Tensor log_softmax(Tensor x, long dim) => Take(bct_log_softmax(x.Handle, dim), x);
        }
    }
}
