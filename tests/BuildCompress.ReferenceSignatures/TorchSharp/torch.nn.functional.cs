#nullable enable
using System;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1) => throw null!;

            public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1) => throw null!;

            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => throw null!;

            public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1E-05) => throw null!;

            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1E-05) => throw null!;

            public static Tensor relu(Tensor x, bool inplace = false) => throw null!;

            public static Tensor relu6(Tensor x, bool inplace = false) => throw null!;

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) => throw null!;

            public static Tensor elu(Tensor x, double alpha, bool inplace = false) => throw null!;

            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => throw null!;

            public static Tensor hardswish(Tensor input, bool inplace = false) => throw null!;

            public static Tensor hardsigmoid(Tensor input, bool inplace = false) => throw null!;

            public static Tensor silu(Tensor x, bool inplace = false) => throw null!;

            public static Tensor hardtanh(Tensor x, double min_val = -1, double max_val = 1, bool inplace = false) => throw null!;

            public static Tensor sigmoid(Tensor x) => throw null!;

            public static Tensor sigmoid(Tensor x, bool inplace) => throw null!;

            public static Tensor max_pool2d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) => throw null!;

            public static Tensor max_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, bool ceil_mode = false) => throw null!;

            public static Tensor max_pool2d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) => throw null!;

            public static Tensor avg_pool2d(Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) => throw null!;

            public static Tensor avg_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) => throw null!;

            public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) => throw null!;

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => throw null!;

            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) => throw null!;

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => throw null!;

            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => throw null!;

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => throw null!;

            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => throw null!;

            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => throw null!;

            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => throw null!;

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => throw null!;

            public static Tensor log_softmax(Tensor x, long dim) => throw null!;

            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0) => throw null!;

            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) => throw null!;

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => throw null!;

            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean) => throw null!;

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => throw null!;

            public static Tensor one_hot(Tensor x, long num_classes = -1) => throw null!;
        }
    }
}
