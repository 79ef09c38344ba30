using System.Runtime.InteropServices;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.OnnxRuntime;

/// <summary>The first 100 CIFAR-10 validation images, and what PyTorch computed for them.</summary>
internal static class CifarReference
{
    public const int Images = 100;
    public const int Classes = 10;
    public const int PixelsPerImage = 3 * 32 * 32;

    private static readonly float[] Mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] Deviation = [0.229f, 0.224f, 0.225f];

    public static string ModelPath(string model) => SharedData.Path($"models/{model}.onnx");

    /// <summary>Logits <c>[100, 10]</c>.</summary>
    public static float[] Logits(string model) =>
        MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(SharedData.Path($"models/ref/{model}.first100.f32"))).ToArray();

    /// <summary>Network input <c>[100, 3, 32, 32]</c>, preprocessed as the model wants it.</summary>
    public static float[] Input(string model)
    {
        const int plane = 32 * 32, record = 1 + PixelsPerImage;
        var bytes = new byte[Images * record];
        using (var file = File.OpenRead(Path.Combine(SharedData.DataFolder(), "cifar10", "val.bin")))
            file.ReadExactly(bytes);
        var raw = model.Contains("mlperftiny", StringComparison.Ordinal);
        var input = new float[Images * PixelsPerImage];
        for (var i = 0; i < input.Length; i++)
        {
            var channel = i % PixelsPerImage / plane;
            float value = bytes[i / PixelsPerImage * record + 1 + i % PixelsPerImage];
            input[i] = raw ? value : (value / 255 - Mean[channel]) / Deviation[channel];
        }
        return input;
    }
}
