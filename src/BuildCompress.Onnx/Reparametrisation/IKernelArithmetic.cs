using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Reparametrisation;

/// <summary>
/// The numbers of a merge: what kernels and biases are made of, and how they are combined. Export merges in double precision, training in libtorch
/// with gradients to every branch.
/// </summary>
/// <typeparam name="T">A kernel <c>[outC, inC/groups, kH, kW]</c> or a vector <c>[outC]</c>.</typeparam>
public interface IKernelArithmetic<T>
    where T : class
{
    /// <summary>The weight of a convolution.</summary>
    T Kernel(string value);

    /// <summary>One number per channel of a constant, which may hold one for all.</summary>
    T Vector(string value, int channels);

    /// <summary>The kernel of <see cref="KernelShape.Identity"/>: ones.</summary>
    T Identity(int channels);

    /// <summary>A kernel in a wider window, with fewer groups; what is new is zero.</summary>
    T Place(T kernel, KernelShape from, KernelShape to);

    /// <summary>The kernel that does two in turn: <c>W[o, i] = sum_m W2[o, m] * W1[m, i]</c>, <c>*</c> the full convolution over taps.</summary>
    T Sequence(T first, KernelShape firstShape, T second, KernelShape secondShape, KernelShape result);

    /// <summary>What a kernel makes of an image of one number per channel: <c>[o] = sum_m (sum of the taps of W[o, m]) v[m]</c>.</summary>
    T Apply(T kernel, KernelShape shape, T vector);

    /// <summary>Sum of kernels of one shape, or of vectors.</summary>
    T Add(T a, T b);

    /// <summary>A kernel or vector times a number per output channel.</summary>
    T Scale(T tensor, T factors);

    /// <summary>A batch normalisation as <c>factor x + offset</c> per channel: <c>gamma / sqrt(var + eps)</c> and <c>beta - mean factor</c>.</summary>
    /// <param name="norm">The BatchNormalization.</param>
    /// <param name="source">What it normalises, as a map of the block's input.</param>
    /// <param name="shape">Of that map.</param>
    (T Factors, T Offsets) Normalise(Node norm, MergedKernel<T> source, KernelShape shape);
}
