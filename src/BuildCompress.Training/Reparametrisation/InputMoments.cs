using BuildCompress.Onnx.Reparametrisation;

namespace BuildCompress.Training.Reparametrisation;

/// <summary>
/// Mean and variance of every channel of a block's input, and what they say of its branches. A branch's mean follows exactly (but for zeros at
/// the border): <c>mu_o = b_o + sum W[o,i,a,b] E[x_i]</c>. Its variance takes channels and positions as uncorrelated (RepQ-BNEst):
/// <c>V_o = sum W[o,i,a,b]^2 Var[x_i]</c>, exact for a branch that reads one tap of one channel, and no border. No feature map is computed.
/// </summary>
internal sealed class InputMoments
{
    private InputMoments(Tensor mean, Tensor variance) => (Mean, Variance) = (mean, variance);

    /// <summary>Mean of every channel, <c>[C]</c>.</summary>
    public Tensor Mean { get; }

    /// <summary>Variance of every channel, biased, <c>[C]</c>.</summary>
    public Tensor Variance { get; }

    /// <summary>
    /// The moments of <paramref name="input"/>, <c>[N, C, H, W]</c>. Gradients pass to it: without them scaling a layer would seem to gain what the
    /// next normalisation takes back, and scales would run away. In float32, also where the network runs in fewer bits.
    /// </summary>
    public static InputMoments Of(Tensor input)
    {
        var values = input.to_type(ScalarType.Float32);
        var mean = values.mean([0, 2, 3]);
        var second = values.square().mean([0, 2, 3]);
        return new(mean, (second - mean.square()).clamp(0.0.ToScalar()));
    }

    /// <summary>Whether the variance is more than an estimate for a map of this shape.</summary>
    public static bool IsExactFor(KernelShape shape) => shape is
    {
        InputsPerGroup: 1, Taps: 1, Rows: { Stride: 1, Before: 0, After: 0 }, Columns: { Stride: 1, Before: 0, After: 0 },
    };

    /// <summary>Mean and variance of each output of a map, with gradients to its kernel and bias.</summary>
    public (Tensor Mean, Tensor Variance) Through(TensorKernels arithmetic, MergedKernel<Tensor> map, KernelShape shape)
    {
        var centre = arithmetic.Apply(map.Kernel, shape, Mean);
        return (map.Bias is null ? centre : centre + map.Bias, arithmetic.Apply(map.Kernel.square(), shape, Variance));
    }
}
