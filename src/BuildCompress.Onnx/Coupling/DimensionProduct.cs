namespace BuildCompress.Onnx.Coupling;

/// <summary>Products of dimensions.</summary>
internal static class DimensionProduct
{
    /// <summary>1 for no dimension.</summary>
    public static int Product(this ReadOnlySpan<int> dims)
    {
        var product = 1;
        foreach (var dim in dims)
            product *= dim;
        return product;
    }
}
