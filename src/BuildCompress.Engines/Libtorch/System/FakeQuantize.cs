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
}
