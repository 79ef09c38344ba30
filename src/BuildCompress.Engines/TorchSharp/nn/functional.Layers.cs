using static BuildCompress.Engines.TorchSharp.PInvoke.NativeMethods;

namespace BuildCompress.Engines.TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Layers and losses without state.</summary>
        public static unsafe partial class functional
        {
            private static readonly long[] OneOne = [1, 1];
            private static readonly long[] NoPadding = [0, 0];

            /// <param name="input">[N, inC, H, W]</param>
            /// <param name="weight">[outC, inC / groups, kH, kW]</param>
            /// <param name="bias">[outC]</param>
            /// <param name="strides">[sH, sW], default 1</param>
            /// <param name="padding">[pH, pW] zeros on both sides, default 0</param>
            /// <param name="dilation">[dH, dW], default 1</param>
            /// <param name="groups">Divides inC and outC.</param>
            public static Tensor conv2d(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long[]? strides = null,
                long[]? padding = null,
                long[]? dilation = null,
                long groups = 1)
            {
                fixed (long* s = Pair(strides, OneOne), p = Pair(padding, NoPadding), d = Pair(dilation, OneOne))
                    return Take(bct_conv2d(input.Handle, weight.Handle, bias is null ? 0 : bias.Handle, s, p, d, groups), input, weight, bias);
            }

            /// <param name="input">[N, inC, H, W]</param>
            /// <param name="weight">[inC, outC / groups, kH, kW]</param>
            /// <param name="bias">[outC]</param>
            /// <param name="strides">[sH, sW], default 1</param>
            /// <param name="padding">[pH, pW] taken off both sides of the output, default 0</param>
            /// <param name="output_padding">[H, W] added to the end of the output, default 0</param>
            /// <param name="dilation">[dH, dW], default 1</param>
            /// <param name="groups">Divides inC and outC.</param>
            public static Tensor conv_transpose2d(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long[]? strides = null,
                long[]? padding = null,
                long[]? output_padding = null,
                long[]? dilation = null,
                long groups = 1)
            {
                fixed (long* s = Pair(strides, OneOne), p = Pair(padding, NoPadding), o = Pair(output_padding, NoPadding), d = Pair(dilation, OneOne))
                    return Take(bct_conv_transpose2d(input.Handle, weight.Handle, bias is null ? 0 : bias.Handle, s, p, o, d, groups), input, weight, bias);
            }

            /// <param name="input">[.., in]</param>
            /// <param name="weights">[out, in]</param>
            /// <param name="bias">[out]</param>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                Take(bct_linear(input.Handle, weights.Handle, bias is null ? 0 : bias.Handle), input, weights, bias);

            /// <summary>Normalises each channel by the statistics of the batch (training, which also moves the running ones) or by the running ones.</summary>
            /// <param name="input">[N, C, H, W] or [N, C]</param>
            /// <param name="running_mean">[C]</param>
            /// <param name="running_var">[C], unbiased</param>
            /// <param name="weight">[C]</param>
            /// <param name="bias">[C]</param>
            /// <param name="training">Which statistics.</param>
            /// <param name="momentum">Share of the new batch in the running statistics.</param>
            /// <param name="eps">Added to the variance.</param>
            public static Tensor batch_norm(
                Tensor input,
                Tensor? running_mean,
                Tensor? running_var,
                Tensor? weight = null,
                Tensor? bias = null,
                bool training = false,
                double momentum = 0.1,
                double eps = 1E-05)
            {
                var result = bct_batch_norm(
                    input.Handle,
                    running_mean is null ? 0 : running_mean.Handle,
                    running_var is null ? 0 : running_var.Handle,
                    weight is null ? 0 : weight.Handle,
                    bias is null ? 0 : bias.Handle,
                    training ? 1 : 0,
                    momentum,
                    eps);
                GC.KeepAlive(running_mean);
                GC.KeepAlive(running_var);
                return Take(result, input, weight, bias);
            }

            /// <summary>Normalises each sample over its last dimensions.</summary>
            /// <param name="input">[.., normalized_shape]</param>
            /// <param name="normalized_shape">The last dimensions.</param>
            /// <param name="weight">normalized_shape</param>
            /// <param name="bias">normalized_shape</param>
            /// <param name="eps">Added to the variance.</param>
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1E-05)
            {
                fixed (long* shape = normalized_shape)
                {
                    var result = bct_layer_norm(
                        input.Handle, shape, normalized_shape.Length, weight is null ? 0 : weight.Handle, bias is null ? 0 : bias.Handle, eps);
                    return Take(result, input, weight, bias);
                }
            }

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                Take(bct_dropout(input.Handle, p, training ? 1 : 0), input);

            public static Tensor one_hot(Tensor x, long num_classes = -1) => Take(bct_one_hot(x.Handle, num_classes), x);

            /// <param name="input">Any shape.</param>
            /// <param name="pad">(before, after) per dimension, from the last dimension on; negative values crop.</param>
            /// <param name="mode">What fills the border.</param>
            /// <param name="value">The constant of the constant mode.</param>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
            {
                fixed (long* pointer = pad) return Take(bct_pad(input.Handle, pointer, pad.Length, (int)mode, value), input);
            }

            private static long[] Pair(long[]? values, long[] otherwise) =>
                values is null ? otherwise : values.Length == 1 ? [values[0], values[0]] : values;
        }
    }
}
