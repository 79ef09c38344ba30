using System.Runtime.InteropServices;

namespace BuildCompress.Engines.TorchSharp.PInvoke;

/// <summary>Exports of <c>native/nn.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint bct_conv2d(nint input, nint weight, nint bias, long* stride, long* padding, long* dilation, long groups);

    [LibraryImport(Library)]
    internal static partial nint bct_conv_transpose2d(nint input, nint weight, nint bias, long* stride, long* padding, long* outputPadding,
        long* dilation, long groups);

    [LibraryImport(Library)]
    internal static partial nint bct_linear(nint input, nint weight, nint bias);

    [LibraryImport(Library)]
    internal static partial nint bct_batch_norm(nint input, nint runningMean, nint runningVar, nint weight, nint bias, int training,
        double momentum, double eps);

    [LibraryImport(Library)]
    internal static partial nint bct_layer_norm(nint input, long* normalizedShape, long count, nint weight, nint bias, double eps);

    [LibraryImport(Library)]
    internal static partial nint bct_hardtanh(nint input, double min, double max);

    [LibraryImport(Library)]
    internal static partial int bct_hardtanh_(nint input, double min, double max);

    [LibraryImport(Library)]
    internal static partial nint bct_leaky_relu(nint input, double negativeSlope);

    [LibraryImport(Library)]
    internal static partial nint bct_elu(nint input, double alpha);

    [LibraryImport(Library)]
    internal static partial nint bct_softplus(nint input, double beta, double threshold);

    [LibraryImport(Library)]
    internal static partial nint bct_hardswish(nint input);

    [LibraryImport(Library)]
    internal static partial nint bct_hardsigmoid(nint input);

    [LibraryImport(Library)]
    internal static partial nint bct_silu(nint input);

    [LibraryImport(Library)]
    internal static partial nint bct_max_pool2d(nint input, long* kernel, long* stride, long* padding, long* dilation, int ceilMode);

    [LibraryImport(Library)]
    internal static partial nint bct_avg_pool2d(nint input, long* kernel, long* stride, long* padding, int ceilMode,
        int countIncludePad, long divisor);

    [LibraryImport(Library)]
    internal static partial nint bct_adaptive_avg_pool2d(nint input, long* outputSize);

    [LibraryImport(Library)]
    internal static partial nint bct_softmax(nint input, long dim, long type);

    [LibraryImport(Library)]
    internal static partial nint bct_log_softmax(nint input, long dim);

    [LibraryImport(Library)]
    internal static partial nint bct_cross_entropy(nint input, nint target, nint weight, long ignoreIndex, long reduction,
        double labelSmoothing);

    [LibraryImport(Library)]
    internal static partial nint bct_nll_loss(nint input, nint target, nint weight, long reduction);

    [LibraryImport(Library)]
    internal static partial nint bct_mse_loss(nint input, nint target, long reduction);

    [LibraryImport(Library)]
    internal static partial nint bct_kl_div(nint input, nint target, long reduction, int logTarget);

    [LibraryImport(Library)]
    internal static partial nint bct_dropout(nint input, double p, int training);

    [LibraryImport(Library)]
    internal static partial nint bct_one_hot(nint input, long classes);
}
