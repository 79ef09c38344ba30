using static BuildCompress.Engines.TorchSharp.PInvoke.NativeMethods;

namespace BuildCompress.Engines.TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Starting values of weights, in place and outside the graph.</summary>
        public static class init
        {
            /// <summary>Which side of a layer keeps its variance.</summary>
            public enum FanInOut
            {
                FanIn,
                FanOut,
            }

            /// <summary>The activation after the layer; decides the gain.</summary>
            public enum NonlinearityType
            {
                Linear = 0,
                ReLU = 8,
                LeakyReLU = 9,
            }

            /// <summary>Normal with standard deviation gain / sqrt(fan) (He et al. 2015).</summary>
            public static Tensor kaiming_normal_(
                Tensor tensor,
                double a = 0,
                FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, Gain(nonlinearity, a) / Math.Sqrt(Fan(tensor, mode)));

            /// <summary>Uniform in +-gain * sqrt(3 / fan).</summary>
            public static Tensor kaiming_uniform_(
                Tensor tensor,
                double a = 0,
                FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Gain(nonlinearity, a) * Math.Sqrt(3.0 / Fan(tensor, mode));
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1)
            {
                using var unrecorded = no_grad();
                Check(bct_normal_(tensor.Handle, mean, std), tensor);
                return tensor;
            }

            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1)
            {
                using var unrecorded = no_grad();
                Check(bct_uniform_(tensor.Handle, low, high), tensor);
                return tensor;
            }

            public static Tensor constant_(Tensor tensor, Scalar val)
            {
                using var unrecorded = no_grad();
                return tensor.fill_(val);
            }

            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);

            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            // Weight [out, in, kernel..]: fan-in counts what one output reads, fan-out what one input feeds.
            private static double Fan(Tensor weight, FanInOut mode)
            {
                var shape = weight.shape;
                if (shape.Length < 2) throw new ArgumentException("Fans need a weight of two dimensions or more.", nameof(weight));
                return weight.numel() / (double)(mode == FanInOut.FanIn ? shape[0] : shape[1]);
            }

            private static double Gain(NonlinearityType nonlinearity, double slope) => nonlinearity switch
            {
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + slope * slope)),
                _ => 1,
            };
        }
    }
}
