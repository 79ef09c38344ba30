using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Quantization;

/// <summary>The first CIFAR-10 validation images, normalised, with their labels.</summary>
internal sealed record CifarValidation(float[] Input, byte[] Labels)
{
    private const int Pixels = 3 * 32 * 32;

    public static CifarValidation Read(int count)
    {
        ReadOnlySpan<float> mean = [0.485f, 0.456f, 0.406f], deviation = [0.229f, 0.224f, 0.225f];
        var bytes = new byte[count * (1 + Pixels)];
        using (var file = File.OpenRead(Path.Combine(SharedData.DataFolder(), "cifar10", "val.bin")))
            file.ReadExactly(bytes);
        var input = new float[count * Pixels];
        for (var i = 0; i < input.Length; i++)
        {
            var channel = i % Pixels / (32 * 32);
            input[i] = (bytes[i / Pixels * (1 + Pixels) + 1 + i % Pixels] / 255f - mean[channel]) / deviation[channel];
        }

        return new(input, [.. Enumerable.Range(0, count).Select(i => bytes[i * (1 + Pixels)])]);
    }

    /// <summary>Images whose largest logit is the label's.</summary>
    public int CorrectAnswers(byte[] model)
    {
        var logits = Surgery.OrtRun.Outputs(model, Input, [Labels.Length, 3, 32, 32])[0];
        return Labels.Index().Count(image => logits.AsSpan(image.Index * 10, 10).IndexOf(logits.Skip(image.Index * 10).Take(10).Max()) == image.Item);
    }
}
