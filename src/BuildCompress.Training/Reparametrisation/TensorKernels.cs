using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Reparametrisation;
using BuildCompress.Training.Networks;
using BuildCompress.Training.Quantizers;

namespace BuildCompress.Training.Reparametrisation;

/// <summary>Merges branches in libtorch, with gradients to every one: the differentiable <c>M</c> of RepQ. In float32, also where the network runs in fewer bits, since what is emitted is merged so. Good for one merge.</summary>
/// <param name="constants">The tensors of the branches by value name.</param>
/// <param name="statistics">Mean and (biased) variance of what a normalisation reads, given as a map of the block's input.</param>
internal sealed class TensorKernels(
    IReadOnlyDictionary<string, Tensor> constants, Func<Node, MergedKernel<Tensor>, KernelShape, (Tensor Mean, Tensor Variance)> statistics)
    : IKernelArithmetic<Tensor>
{
    private readonly Dictionary<Node, (Tensor, Tensor)> normalised = new(ReferenceEqualityComparer.Instance);

    public Tensor Kernel(string value) => constants[value];

    public Tensor Vector(string value, int channels)
    {
        var numbers = constants[value].reshape(-1);
        return numbers.numel() == channels ? numbers : numbers.expand(channels);
    }

    public Tensor Identity(int channels) => torch.ones([channels, 1, 1, 1]);

    public Tensor Place(Tensor kernel, KernelShape from, KernelShape to)
    {
        var placed = Regroup(kernel, from, to.Groups);
        if ((from.Rows.Size, from.Columns.Size) == (to.Rows.Size, to.Columns.Size))
            return placed;
        var (top, bottom) = Margins(from.Rows, to.Rows);
        var (left, right) = Margins(from.Columns, to.Columns);
        return IsDense(from.Rows, to.Rows) && IsDense(from.Columns, to.Columns)
            ? nn.functional.pad(placed, [left, right, top, bottom])
            : Spread(placed, from, to, top, left);
    }

    public Tensor Sequence(Tensor first, KernelShape firstShape, Tensor second, KernelShape secondShape, KernelShape result)
    {
        var grid = firstShape with
        {
            Groups = result.Groups, Rows = OnGrid(firstShape.Rows, result.Rows), Columns = OnGrid(firstShape.Columns, result.Columns),
        };
        var images = Place(first, firstShape, grid).permute(1, 0, 2, 3);
        var (groups, outputs) = (secondShape.Groups, secondShape.Outputs / secondShape.Groups);
        var transposed = second.reshape(groups, outputs, secondShape.InputsPerGroup, secondShape.Rows.Size, secondShape.Columns.Size)
            .permute(0, 2, 1, 3, 4).reshape(secondShape.Inputs, outputs, secondShape.Rows.Size, secondShape.Columns.Size);
        using var exact = Bfloat16Autocast.Pause();
        return nn.functional.conv_transpose2d(
            images, transposed, null, null, null, null,
            [Step(firstShape.Rows, secondShape.Rows, result.Rows), Step(firstShape.Columns, secondShape.Columns, result.Columns)], groups).permute(1, 0, 2, 3);
    }

    public Tensor Apply(Tensor kernel, KernelShape shape, Tensor vector)
    {
        var sums = kernel.sum([2, 3]);
        var perOutput = shape.Groups == 1
            ? vector
            : vector.reshape(shape.Groups, 1, shape.InputsPerGroup).expand(shape.Groups, shape.Outputs / shape.Groups, shape.InputsPerGroup).reshape(shape.Outputs, shape.InputsPerGroup);
        return (sums * perOutput).sum(1);
    }

    public Tensor Add(Tensor a, Tensor b) => a + b;

    public Tensor Scale(Tensor tensor, Tensor factors) => tensor * PerChannel.Broadcast(factors, tensor);

    public (Tensor Factors, Tensor Offsets) Normalise(Node norm, MergedKernel<Tensor> source, KernelShape shape)
    {
        if (normalised.TryGetValue(norm, out var known))
            return known;
        var (mean, variance) = statistics(norm, source, shape);
        var factors = Vector(norm.Inputs[1], shape.Outputs) * variance.add(norm.Float("epsilon", 1e-5f)).rsqrt();
        return normalised[norm] = (factors, Vector(norm.Inputs[2], shape.Outputs) - (mean * factors));
    }

    /// <summary>The kernel over fewer groups of more inputs: zero where an output reads another's inputs.</summary>
    private static Tensor Regroup(Tensor kernel, KernelShape shape, int groups)
    {
        if (shape.Groups == groups)
            return kernel;
        var blocks = shape.Groups / groups;
        var mask = new float[shape.Outputs * blocks * shape.InputsPerGroup];
        for (var o = 0; o < shape.Outputs; o++)
        {
            var own = o / (shape.Outputs / shape.Groups) % blocks;
            mask.AsSpan((((o * blocks) + own) * shape.InputsPerGroup), shape.InputsPerGroup).Fill(1);
        }

        long[] repeated = [shape.Outputs, blocks, shape.InputsPerGroup, shape.Rows.Size, shape.Columns.Size];
        return kernel.unsqueeze(1).expand(repeated).reshape(shape.Outputs, blocks * shape.InputsPerGroup, shape.Rows.Size, shape.Columns.Size) * TensorData.Of(mask, shape.Outputs, blocks * shape.InputsPerGroup, 1, 1);
    }

    /// <summary>A kernel whose taps come to lie apart: a product with a matrix of zeros and ones.</summary>
    private static Tensor Spread(Tensor kernel, KernelShape from, KernelShape to, long top, long left)
    {
        var matrix = new float[from.Taps * to.Taps];
        for (var tap = 0; tap < from.Taps; tap++)
        {
            var row = top + (tap / from.Columns.Size * (from.Rows.Dilation / to.Rows.Dilation));
            var column = left + (tap % from.Columns.Size * (from.Columns.Dilation / to.Columns.Dilation));
            matrix[(tap * to.Taps) + (row * to.Columns.Size) + column] = 1;
        }

        using var exact = Bfloat16Autocast.Pause();
        return kernel.reshape(-1, from.Taps).mm(TensorData.Of(matrix, from.Taps, to.Taps)).reshape(to.Dims);
    }

    private static (long Before, long After) Margins(KernelAxis from, KernelAxis to)
    {
        var before = (to.Before - from.Before) / to.Dilation;
        return (before, to.Size - before - from.Size);
    }

    private static bool IsDense(KernelAxis from, KernelAxis to) => from.Size == 1 || from.Dilation == to.Dilation;

    private static KernelAxis OnGrid(KernelAxis axis, KernelAxis grid) => axis with { Size = (axis.Extent / grid.Dilation) + 1, Dilation = grid.Dilation };

    private static long Step(KernelAxis first, KernelAxis second, KernelAxis result) =>
        second.Size == 1 ? 1 : first.Stride * second.Dilation / result.Dilation;
}
