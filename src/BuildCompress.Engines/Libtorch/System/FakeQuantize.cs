using static BuildCompress.Engines.TorchSharp.PInvoke.NativeMethods;

namespace BuildCompress.Engines.Libtorch;

/// <summary>
/// Quantises to an integer grid and back, with gradients for what is quantised and for the step: one pass over memory each way, in either
/// layout, float32 or bfloat16. Rounds half to even after a division, as ONNX Runtime's QuantizeLinear does. The gradient of the step does
/// not depend on the number of threads.
/// </summary>
public static class FakeQuantize
{
    /// <summary>
    /// LSQ (Esser et al., ICLR 2020, eq. 1-3) with one step for the whole tensor: with v = x / s, y = s * round(clip(v)); dy/dx = 1 where the
    /// grid holds v, bounds included, else 0; dy/ds = round(v) - v there, else the bound.
    /// </summary>
    /// <param name="x">Any shape, e.g. activations [N, C, H, W].</param>
    /// <param name="scale">The step s, float32, one element, positive.</param>
    /// <param name="qMin">Lowest integer of the grid, e.g. 0.</param>
    /// <param name="qMax">Highest integer of the grid, e.g. 255; the grid lies within +-2^22.</param>
    /// <param name="gradientScale">Factor on the step's gradient; the paper's is 1 / sqrt(elements * qMax).</param>
    /// <param name="zeroPoint">The integer that stands for 0.</param>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">The scale has another number of elements or another type.</exception>
    public static Tensor LearnedStep(Tensor x, Tensor scale, long qMin, long qMax, double gradientScale, long zeroPoint = 0)
    {
        using var step = scale.ndim == 1 ? scale.alias() : scale.reshape(1);
        return Take(bct_lsq(x.Handle, step.Handle, qMin - zeroPoint, qMax - zeroPoint, gradientScale), x, step);
    }

    /// <summary>LSQ with one step per index of the first dimension, symmetric: weights per output channel.</summary>
    /// <param name="w">[outC, ..]</param>
    /// <param name="scale">[outC], float32, positive.</param>
    /// <param name="qMin">Lowest integer of the grid, e.g. -127.</param>
    /// <param name="qMax">Highest integer of the grid, e.g. 127.</param>
    /// <param name="gradientScale">Factor on the steps' gradients.</param>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">The scale has another number of elements or another type.</exception>
    public static Tensor LearnedStepPerChannel(Tensor w, Tensor scale, long qMin, long qMax, double gradientScale) =>
        Take(bct_lsq(w.Handle, scale.Handle, qMin, qMax, gradientScale), w, scale);

    /// <summary>
    /// LSQ+ (Bhalgat et al., CVPR Workshops 2020, eq. 2-4) with one step and offset for the whole tensor, or one per index of the first
    /// dimension: with v = (x - b) / s, y = round(clip(v)) * s + b; dy/dx = 1 where the grid holds v, bounds included, else 0; dy/ds =
    /// round(v) - v there, else the bound; dy/db = 0 there, else 1.
    /// </summary>
    /// <param name="x">Any shape.</param>
    /// <param name="scale">The step s, float32, one element or one per index of the first dimension, positive.</param>
    /// <param name="offset">The value b of integer 0, float32, as many elements.</param>
    /// <param name="low">Lowest integer of the grid, e.g. 0.</param>
    /// <param name="high">Highest integer of the grid, e.g. 15.</param>
    /// <param name="gradientScale">Factor on the gradients of step and offset.</param>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">A parameter has another number of elements or another type.</exception>
    public static Tensor LearnedStepAndOffset(Tensor x, Tensor scale, Tensor offset, long low, long high, double gradientScale) =>
        Take(bct_lsq_plus(x.Handle, scale.Handle, offset.Handle, low, high, gradientScale), x, scale, offset);

    /// <summary>
    /// QIL (Jung et al., CVPR 2019, eq. 1-5) with one interval for the whole tensor, or one per index of the first dimension: with v = |x| when
    /// <paramref name="signed"/> (weights), else x (activations), and t = 0.5 (v - c) / d + 0.5 clamped to 0..1, y = round(t^gamma * levels) /
    /// levels * output, times sign(x) when signed. Gradients are those of t^gamma inside the interval, bounds included, and 0 outside.
    /// </summary>
    /// <param name="x">Any shape.</param>
    /// <param name="centre">Centre c of the interval, float32, one element or one per index of the first dimension.</param>
    /// <param name="halfWidth">Half its width d, positive, as many elements.</param>
    /// <param name="gamma">Exponent, positive, as many elements; the paper learns it for weights only.</param>
    /// <param name="levels">Steps from 0 to 1: 2^(bits - 1) - 1 for weights, 2^bits - 1 for activations.</param>
    /// <param name="signed">Whether magnitudes are transformed and signs kept.</param>
    /// <param name="output">Factor on the result.</param>
    /// <param name="gradientScale">Factor on the gradients of centre, half width and gamma.</param>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">A parameter has another number of elements or another type.</exception>
    public static Tensor LearnedInterval(
        Tensor x, Tensor centre, Tensor halfWidth, Tensor gamma, int levels, bool signed, double output, double gradientScale) =>
        Take(
            bct_qil(x.Handle, centre.Handle, halfWidth.Handle, gamma.Handle, levels, signed ? 1 : 0, output, gradientScale), x, centre,
            halfWidth, gamma);
}
