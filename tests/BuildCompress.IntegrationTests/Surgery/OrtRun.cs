using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.IntegrationTests.Surgery;

/// <summary>Runs a model in ONNX Runtime.</summary>
internal static class OrtRun
{
    /// <summary>All outputs for one input.</summary>
    public static float[][] Outputs(Model model, float[] input, long[] dims) => Outputs(OnnxFile.ToBytes(model), input, dims);

    public static float[][] Outputs(byte[] model, float[] input, long[] dims)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        using var session = new InferenceSession(model, options);
        using var run = new RunOptions();
        using var value = OrtValue.CreateTensorValueFromMemory(input, dims);
        using var outputs = session.Run(run, session.InputNames, [value], session.OutputNames);
        return [.. outputs.Select(o => o.GetTensorDataAsSpan<float>().ToArray())];
    }

    /// <summary>Largest difference relative to the largest expected magnitude, however small that is.</summary>
    public static double Distance(float[] expected, float[] actual) =>
        LargestDifference(expected, actual) is > 0 and var difference ? difference / expected.Max(Math.Abs) : 0;

    /// <summary>Largest difference; what is computed must be finite.</summary>
    public static double LargestDifference(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double difference = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(float.IsFinite(actual[i]));
            difference = Math.Max(difference, Math.Abs((double)expected[i] - actual[i]));
        }

        return difference;
    }
}
