using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Devices.Measurement;

/// <summary>An input to measure with: fractions in 0..1 or small whole numbers, in the input's shape, with 1 for open dimensions.</summary>
internal static class RandomTensor
{
    /// <exception cref="DiagnosticException"><c>BCMP5001</c>: the input is no tensor of numbers.</exception>
    public static OrtValue For(string model, string input, IReadOnlyDictionary<string, NodeMetadata> metadata, Random random)
    {
        var tensor = metadata.GetValueOrDefault(input);
        var shape = Array.ConvertAll(tensor?.Dimensions ?? [], extent => Math.Max(1L, extent));
        return tensor?.ElementDataType switch
        {
            TensorElementType.Float => Filled(shape, random.NextSingle),
            TensorElementType.Double => Filled(shape, random.NextDouble),
            TensorElementType.Float16 => Filled(shape, () => (Half)random.NextSingle()),
            TensorElementType.UInt8 => Filled(shape, () => (byte)random.Next(256)),
            TensorElementType.Int8 => Filled(shape, () => (sbyte)random.Next(-128, 128)),
            TensorElementType.Int32 => Filled(shape, () => random.Next(2)),
            TensorElementType.Int64 => Filled(shape, () => (long)random.Next(2)),
            _ => throw new DiagnosticException(DiagnosticCatalog.ModelDoesNotRun.Because(
                $"'{model}' cannot be measured: its input '{input}' is no tensor of numbers.",
                "Export a model that takes images as numbers.")),
        };
    }

    private static OrtValue Filled<T>(long[] shape, Func<T> next)
        where T : unmanaged
    {
        var data = new T[shape.Aggregate(1L, (count, extent) => checked(count * extent))];
        for (var i = 0; i < data.Length; i++)
            data[i] = next();
        return OrtValue.CreateTensorValueFromMemory(data, shape);
    }
}
