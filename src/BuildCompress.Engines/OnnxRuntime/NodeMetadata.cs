namespace BuildCompress.Engines.OnnxRuntime;

/// <summary>Type and shape of a model's input or output.</summary>
public sealed class NodeMetadata
{
    internal NodeMetadata(OrtTensorTypeAndShapeInfo info)
    {
        ElementDataType = info.ElementDataType;
        Dimensions = Array.ConvertAll(info.Shape, dimension => checked((int)dimension));
    }

    /// <summary>Element type of the tensor.</summary>
    public TensorElementType ElementDataType { get; }

    /// <summary>Extents from the outermost to the innermost dimension; -1 where the model leaves one open.</summary>
    public int[] Dimensions { get; }
}
