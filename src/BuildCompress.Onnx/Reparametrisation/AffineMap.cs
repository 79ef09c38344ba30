using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Reparametrisation;

/// <summary>
/// A value of a graph as an affine map of one other value: how the nodes between them make a kernel and a bias, in any arithmetic. This is the
/// <c>M(W_1..W_n)</c> of RepQ (Prutianova et al., BMVC 2023).
/// </summary>
public abstract record AffineMap(KernelShape Shape, bool HasBias)
{
    /// <summary>Kernel and bias.</summary>
    public abstract MergedKernel<T> Merge<T>(IKernelArithmetic<T> arithmetic)
        where T : class;
}

/// <summary>The value itself.</summary>
public sealed record IdentityMap(int Channels) : AffineMap(KernelShape.Identity(Channels), HasBias: false)
{
    public override MergedKernel<T> Merge<T>(IKernelArithmetic<T> arithmetic) => new(arithmetic.Identity(Channels), null);
}

/// <summary>A Conv of another map's result.</summary>
public sealed record ConvolutionMap(AffineMap Source, Node Node, KernelShape Own)
    : AffineMap(Source is IdentityMap ? Own : KernelShape.Sequence(Source.Shape, Own), Source.HasBias || Node.Input(2) is not null)
{
    public override MergedKernel<T> Merge<T>(IKernelArithmetic<T> arithmetic)
    {
        var kernel = arithmetic.Kernel(Node.Inputs[1]);
        var bias = Node.Input(2) is { } name ? arithmetic.Vector(name, Own.Outputs) : null;
        if (Source is IdentityMap)
            return new(kernel, bias);
        var source = Source.Merge(arithmetic);
        var passed = source.Bias is null ? null : arithmetic.Apply(kernel, Own, source.Bias);
        return new(
            arithmetic.Sequence(source.Kernel, Source.Shape, kernel, Own, Shape),
            bias is null ? passed : passed is null ? bias : arithmetic.Add(passed, bias));
    }
}

/// <summary>A BatchNormalization of another map's result.</summary>
public sealed record NormalisationMap(AffineMap Source, Node Node) : AffineMap(Source.Shape, HasBias: true)
{
    public override MergedKernel<T> Merge<T>(IKernelArithmetic<T> arithmetic)
    {
        var source = Source.Merge(arithmetic);
        var (factors, offsets) = arithmetic.Normalise(Node, source, Shape);
        return new(
            arithmetic.Scale(source.Kernel, factors),
            source.Bias is null ? offsets : arithmetic.Add(arithmetic.Scale(source.Bias, factors), offsets));
    }
}

/// <summary>Another map's result times a constant per channel.</summary>
public sealed record ScalingMap(AffineMap Source, string Factors) : AffineMap(Source.Shape, Source.HasBias)
{
    public override MergedKernel<T> Merge<T>(IKernelArithmetic<T> arithmetic)
    {
        var (source, factors) = (Source.Merge(arithmetic), arithmetic.Vector(Factors, Shape.Outputs));
        return new(arithmetic.Scale(source.Kernel, factors), source.Bias is null ? null : arithmetic.Scale(source.Bias, factors));
    }
}

/// <summary>Another map's result plus a constant per channel.</summary>
public sealed record OffsetMap(AffineMap Source, string Offsets) : AffineMap(Source.Shape, HasBias: true)
{
    public override MergedKernel<T> Merge<T>(IKernelArithmetic<T> arithmetic)
    {
        var (source, offsets) = (Source.Merge(arithmetic), arithmetic.Vector(Offsets, Shape.Outputs));
        return source with { Bias = source.Bias is null ? offsets : arithmetic.Add(source.Bias, offsets) };
    }
}

/// <summary>Another map's result between zeros.</summary>
public sealed record PaddingMap(AffineMap Source, KernelShape Padding) : AffineMap(KernelShape.Sequence(Source.Shape, Padding), Source.HasBias)
{
    public override MergedKernel<T> Merge<T>(IKernelArithmetic<T> arithmetic) => Source.Merge(arithmetic);
}

/// <summary>Sum of maps of one value.</summary>
public sealed record SumMap(IReadOnlyList<AffineMap> Branches, KernelShape Window) : AffineMap(Window, Branches.Any(b => b.HasBias))
{
    public override MergedKernel<T> Merge<T>(IKernelArithmetic<T> arithmetic)
    {
        T? kernel = null, bias = null;
        foreach (var branch in Branches)
        {
            var merged = branch.Merge(arithmetic);
            var placed = arithmetic.Place(merged.Kernel, branch.Shape, Shape);
            kernel = kernel is null ? placed : arithmetic.Add(kernel, placed);
            if (merged.Bias is not null)
                bias = bias is null ? merged.Bias : arithmetic.Add(bias, merged.Bias);
        }

        return new(kernel!, bias);
    }
}
