using System.Runtime.InteropServices;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Data;

namespace BuildCompress.Training.Networks;

/// <summary>Numbers in and out of libtorch's memory.</summary>
internal static class TensorData
{
    /// <summary>A new float32 tensor with row-major <paramref name="values"/>.</summary>
    public static Tensor Of(ReadOnlySpan<float> values, params long[] dims)
    {
        var tensor = torch.empty(dims, ScalarType.Float32);
        values.CopyTo(MemoryMarshal.Cast<byte, float>(tensor.bytes));
        return tensor;
    }

    /// <summary>A new tensor with a constant's numbers: float32, int64 or int32.</summary>
    public static Tensor Of(ConstantTensor constant)
    {
        var type = constant.Element switch
        {
            ElementType.Float32 => ScalarType.Float32,
            ElementType.Int64 => ScalarType.Int64,
            ElementType.Int32 => ScalarType.Int32,
            _ => throw new ArgumentException($"Training does not compute with {constant.Element}.", nameof(constant)),
        };
        var tensor = torch.empty([.. constant.Dims], type);
        constant.Bytes.Span.CopyTo(tensor.bytes);
        return tensor;
    }

    /// <summary>A new int64 vector.</summary>
    public static Tensor Of(ReadOnlySpan<long> values)
    {
        var tensor = torch.empty([values.Length], ScalarType.Int64);
        values.CopyTo(MemoryMarshal.Cast<byte, long>(tensor.bytes));
        return tensor;
    }

    /// <summary>The batch's images as <c>[N, C, H, W]</c> with channels-last strides.</summary>
    public static Tensor Images(Batch batch)
    {
        var (channels, height, width) = batch.Shape;
        using var rows = Of(batch.Images, batch.Count, height, width, channels);
        return rows.permute(0, 3, 1, 2);
    }

    /// <summary>Row-major numbers of a float32 tensor of any strides.</summary>
    public static float[] Read(Tensor tensor)
    {
        using var detached = tensor.detach();
        using var dense = detached.contiguous();
        return MemoryMarshal.Cast<byte, float>(dense.bytes).ToArray();
    }

    /// <summary>Overwrites a float32 tensor of any strides with row-major numbers; not recorded by autograd.</summary>
    public static void Write(Tensor tensor, ReadOnlySpan<float> values)
    {
        using var _ = torch.no_grad();
        using var source = Of(values, tensor.shape);
        tensor.copy_(source);
    }
}
