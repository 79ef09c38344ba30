namespace BuildCompress.Engines.OnnxRuntime;

/// <summary>Element type and shape of a tensor.</summary>
public readonly struct OrtTensorTypeAndShapeInfo
{
    /// <summary>Reads a native info; the caller keeps its ownership.</summary>
    internal unsafe OrtTensorTypeAndShapeInfo(OrtApi api, nint info)
    {
        int elementType;
        api.Check(api.GetTensorElementType(info, &elementType));
        nuint rank;
        api.Check(api.GetDimensionsCount(info, &rank));
        var shape = new long[(int)rank];
        fixed (long* extents = shape)
            api.Check(api.GetDimensions(info, extents, rank));
        ElementDataType = (TensorElementType)elementType;
        Shape = shape;
    }

    public TensorElementType ElementDataType { get; }

    /// <summary>Extents from the outermost to the innermost dimension; -1 where a model leaves one open.</summary>
    public long[] Shape { get; }

    /// <summary>Product of the extents; 1 for a scalar.</summary>
    public long ElementCount
    {
        get
        {
            var count = 1L;
            foreach (var extent in Shape)
                count *= extent;
            return count;
        }
    }
}
