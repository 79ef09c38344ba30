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

    /// <summary>Largest difference relative to the largest expected magnitude, or to 1e-2 where all magnitudes are smaller.</summary>
    public static double Distance(float[] expected, float[] actual) => LargestDifference(expected, actual) / Math.Max(1e-2, expected.Max(Math.Abs));

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
