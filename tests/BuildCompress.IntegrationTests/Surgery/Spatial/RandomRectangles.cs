using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery.Spatial;

namespace BuildCompress.IntegrationTests.Surgery.Spatial;

/// <summary>Rectangles drawn at random, the same for the same seed.</summary>
internal static class RandomRectangles
{
    /// <summary>Up to four rectangles for every kernel that can be split, one of them for each filter.</summary>
    /// <param name="model">The model.</param>
    /// <param name="kernels">Its kernels.</param>
    /// <param name="seed">Of the random numbers.</param>
    /// <param name="cropped">Whether to draw rectangles as well for which the input must be cropped.</param>
    public static KernelSelection Draw(Model model, IReadOnlyList<PrunableKernel> kernels, int seed, bool cropped)
    {
        var random = new Random(seed);
        return new(kernels.ToDictionary(kernel => kernel.Output, kernel =>
        {
            var rectangles = Enumerable.Range(0, 1 + random.Next(4)).Select(_ => Rectangle(model, kernel, random, cropped)).ToArray();
            var filters = new ulong[kernel.Filters];
            var perGroup = filters.Length / kernel.Groups;
            for (var f = 0; f < filters.Length; f++)
                filters[f] = f < perGroup ? rectangles[random.Next(rectangles.Length)] : filters[f - perGroup];
            return filters;
        }));
    }

    private static ulong Rectangle(Model model, PrunableKernel kernel, Random random, bool cropped)
    {
        if (kernel.Rectangles.Count == 0)
            return KernelSelection.Whole(kernel.Positions);
        if (!cropped)
            return kernel.Rectangles[random.Next(kernel.Rectangles.Count)];
        int[] dims = [.. model.Graph.Constant(kernel.Weight)!.Dims.Skip(2).Select(d => (int)d)];
        int[] begin = [.. dims.Select(d => random.Next(d))];
        int[] end = [.. dims.Zip(begin, (d, b) => random.Next(b + 1, d + 1))];
        var bits = 0UL;
        for (var position = 0; position < kernel.Positions; position++)
        {
            var inside = true;
            for (int axis = dims.Length - 1, rest = position; axis >= 0; rest /= dims[axis--])
                inside &= rest % dims[axis] >= begin[axis] && rest % dims[axis] < end[axis];
            bits |= inside ? 1UL << position : 0;
        }

        return bits;
    }
}
