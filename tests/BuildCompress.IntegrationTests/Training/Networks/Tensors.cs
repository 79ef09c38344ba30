using System.Runtime.InteropServices;

namespace BuildCompress.IntegrationTests.Training.Networks;

/// <summary>Tensors from and to arrays.</summary>
internal static class Tensors
{
    public static Tensor Of(ReadOnlySpan<float> values, params long[] dims)
    {
        var tensor = torch.empty(dims, ScalarType.Float32);
        values.CopyTo(MemoryMarshal.Cast<byte, float>(tensor.bytes));
        return tensor;
    }

    /// <summary>Uniform in -1..1.</summary>
    public static float[] Random(long count, int seed)
    {
        var random = new Random(seed);
        var values = new float[count];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)((random.NextDouble() * 2) - 1);
        return values;
    }

    public static float[] Read(Tensor tensor)
    {
        using var dense = tensor.detach().contiguous();
        return MemoryMarshal.Cast<byte, float>(dense.bytes).ToArray();
    }

    /// <summary>Largest difference over the largest expected magnitude.</summary>
    public static double RelativeError(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = 1e-6, error = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            error = Math.Max(error, Math.Abs(expected[i] - actual[i]));
        }

        return error / largest;
    }
}
