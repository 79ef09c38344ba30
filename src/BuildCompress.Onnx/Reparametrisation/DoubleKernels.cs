using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Reparametrisation;

/// <summary>Merges the constants of a graph in double precision, batch normalisation by its running statistics.</summary>
internal sealed class DoubleKernels(Graph graph) : IKernelArithmetic<double[]>
{
    public double[] Kernel(string value) => Numbers(value);

    public double[] Vector(string value, int channels)
    {
        var numbers = Numbers(value);
        return numbers.Length == channels ? numbers : [.. Enumerable.Repeat(numbers[0], channels)];
    }

    public double[] Identity(int channels)
    {
        var ones = new double[channels];
        Array.Fill(ones, 1);
        return ones;
    }

    public double[] Place(double[] kernel, KernelShape from, KernelShape to)
    {
        if (from == to)
            return kernel;
        var placed = new double[to.Macs];
        var (rowStep, columnStep) = (from.Rows.Dilation / to.Rows.Dilation, from.Columns.Dilation / to.Columns.Dilation);
        var (firstRow, firstColumn) = ((to.Rows.Before - from.Rows.Before) / to.Rows.Dilation, (to.Columns.Before - from.Columns.Before) / to.Columns.Dilation);
        var at = 0;
        for (var o = 0; o < from.Outputs; o++)
        {
            // Inputs are counted from the first of the output's group.
            var shift = (o / (from.Outputs / from.Groups) * from.InputsPerGroup) - (o / (to.Outputs / to.Groups) * to.InputsPerGroup);
            for (var i = 0; i < from.InputsPerGroup; i++)
            {
                var tap = ((long)o * to.InputsPerGroup) + i + shift;
                for (var r = 0L; r < from.Rows.Size; r++)
                {
                    var row = (((tap * to.Rows.Size) + firstRow + (r * rowStep)) * to.Columns.Size) + firstColumn;
                    for (var c = 0L; c < from.Columns.Size; c++)
                        placed[row + (c * columnStep)] = kernel[at++];
                }
            }
        }

        return placed;
    }

    public double[] Sequence(double[] first, KernelShape firstShape, double[] second, KernelShape secondShape, KernelShape result)
    {
        // The first kernel on the result's grid, its inputs counted in the result's groups.
        var grid = firstShape with
        {
            Groups = result.Groups,
            Rows = OnGrid(firstShape.Rows, result.Rows), Columns = OnGrid(firstShape.Columns, result.Columns),
        };
        var spread = Place(first, firstShape, grid);
        var merged = new double[result.Macs];
        var (rowStep, columnStep) = (firstShape.Rows.Stride * secondShape.Rows.Dilation / result.Rows.Dilation, firstShape.Columns.Stride * secondShape.Columns.Dilation / result.Columns.Dilation);
        var at = 0;
        for (var o = 0; o < secondShape.Outputs; o++)
        {
            var firstMiddle = o / (secondShape.Outputs / secondShape.Groups) * secondShape.InputsPerGroup;
            for (var m = 0; m < secondShape.InputsPerGroup; m++)
            {
                for (var r = 0L; r < secondShape.Rows.Size; r++)
                {
                    for (var c = 0L; c < secondShape.Columns.Size; c++)
                        AddShifted(merged, result, o, spread, grid, firstMiddle + m, r * rowStep, c * columnStep, second[at++]);
                }
            }
        }

        return merged;
    }

    public double[] Apply(double[] kernel, KernelShape shape, double[] vector)
    {
        var result = new double[shape.Outputs];
        var at = 0;
        for (var o = 0; o < shape.Outputs; o++)
        {
            var first = o / (shape.Outputs / shape.Groups) * shape.InputsPerGroup;
            for (var i = 0; i < shape.InputsPerGroup; i++)
            {
                for (var tap = 0; tap < shape.Taps; tap++)
                    result[o] += kernel[at++] * vector[first + i];
            }
        }

        return result;
    }

    public double[] Add(double[] a, double[] b)
    {
        var sum = new double[a.Length];
        for (var i = 0; i < sum.Length; i++)
            sum[i] = a[i] + b[i];
        return sum;
    }

    public double[] Scale(double[] tensor, double[] factors)
    {
        var scaled = new double[tensor.Length];
        var run = tensor.Length / factors.Length;
        for (var i = 0; i < scaled.Length; i++)
            scaled[i] = tensor[i] * factors[i / run];
        return scaled;
    }

    public (double[] Factors, double[] Offsets) Normalise(Node norm, MergedKernel<double[]> source, KernelShape shape)
    {
        var (gamma, beta) = (Vector(norm.Inputs[1], shape.Outputs), Vector(norm.Inputs[2], shape.Outputs));
        var (mean, variance) = (Vector(norm.Inputs[3], shape.Outputs), Vector(norm.Inputs[4], shape.Outputs));
        var epsilon = (double)norm.Float("epsilon", 1e-5f);
        var (factors, offsets) = (new double[shape.Outputs], new double[shape.Outputs]);
        for (var c = 0; c < factors.Length; c++)
        {
            factors[c] = gamma[c] / Math.Sqrt(variance[c] + epsilon);
            offsets[c] = beta[c] - (mean[c] * factors[c]);
        }

        return (factors, offsets);
    }

    private static KernelAxis OnGrid(KernelAxis axis, KernelAxis grid) => axis with { Size = (axis.Extent / grid.Dilation) + 1, Dilation = grid.Dilation };

    /// <summary>Adds row <paramref name="middle"/> of one kernel, shifted and times <paramref name="factor"/>, to row <paramref name="output"/> of another.</summary>
    private static void AddShifted(
        double[] merged, KernelShape shape, int output, double[] kernel, KernelShape from, int middle, long rowShift, long columnShift, double factor)
    {
        var at = (long)middle * from.InputsPerGroup * from.Taps;
        for (var i = 0; i < from.InputsPerGroup; i++)
        {
            for (var r = 0L; r < from.Rows.Size; r++)
            {
                var row = (((((long)output * shape.InputsPerGroup) + i) * shape.Rows.Size) + r + rowShift) * shape.Columns.Size;
                for (var c = 0L; c < from.Columns.Size; c++)
                    merged[row + c + columnShift] += kernel[at++] * factor;
            }
        }
    }

    private double[] Numbers(string value) => Array.ConvertAll(GraphConstants.Resolve(graph, value)!.AsSpan<float>().ToArray(), v => (double)v);
}
