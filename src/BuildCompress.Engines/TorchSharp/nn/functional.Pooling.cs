using static BuildCompress.Engines.TorchSharp.PInvoke.NativeMethods;

namespace BuildCompress.Engines.TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class functional
        {
            /// <param name="input">[N, C, H, W]</param>
            /// <param name="kernel_size">[kH, kW]</param>
            /// <param name="strides">[sH, sW], default the kernel</param>
            /// <param name="padding">[pH, pW] on both sides, default 0</param>
            /// <param name="dilation">[dH, dW], default 1</param>
            /// <param name="ceil_mode">Round the output size up.</param>
            public static Tensor max_pool2d(
                Tensor input,
                long[] kernel_size,
                long[]? strides = null,
                long[]? padding = null,
                long[]? dilation = null,
                bool ceil_mode = false)
            {
                var kernel = Pair(kernel_size, OneOne);
                fixed (long* k = kernel, s = Pair(strides, kernel), p = Pair(padding, NoPadding), d = Pair(dilation, OneOne))
                    return Take(bct_max_pool2d(input.Handle, k, s, p, d, ceil_mode ? 1 : 0), input);
            }

            /// <param name="input">[N, C, H, W]</param>
            /// <param name="kernel_size">[kH, kW]</param>
            /// <param name="stride">[sH, sW], default the kernel</param>
            /// <param name="padding">[pH, pW] zeros on both sides, default 0</param>
            /// <param name="ceil_mode">Round the output size up.</param>
            /// <param name="count_include_pad">Whether padding counts in the divisor.</param>
            /// <param name="divisor_override">Divide by this instead of the number of elements.</param>
            public static Tensor avg_pool2d(
                Tensor input,
                long[] kernel_size,
                long[]? stride = null,
                long[]? padding = null,
                bool ceil_mode = false,
                bool count_include_pad = true,
                long? divisor_override = null)
            {
                var kernel = Pair(kernel_size, OneOne);
                fixed (long* k = kernel, s = Pair(stride, kernel), p = Pair(padding, NoPadding))
                    return Take(bct_avg_pool2d(input.Handle, k, s, p, ceil_mode ? 1 : 0, count_include_pad ? 1 : 0, divisor_override ?? 0), input);
            }

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => adaptive_avg_pool2d(input, [output_size, output_size]);

            /// <param name="input">[N, C, H, W]</param>
            /// <param name="output_size">[H', W']; [1, 1] is global average pooling</param>
            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size)
            {
                fixed (long* o = Pair(output_size, OneOne)) return Take(bct_adaptive_avg_pool2d(input.Handle, o), input);
            }
        }
    }
}
