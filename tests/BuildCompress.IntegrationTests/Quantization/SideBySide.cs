using System.Diagnostics;

namespace BuildCompress.IntegrationTests.Quantization;

/// <summary>Times two models in turns, so that a busy machine slows both.</summary>
internal static class SideBySide
{
    private const int Rounds = 30;
    private const int RunsPerRound = 5;

    /// <summary>The fastest single run of each, one thread.</summary>
    public static (TimeSpan First, TimeSpan Second) Fastest(byte[] first, byte[] second, long[] dims)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        using InferenceSession a = new(first, options), b = new(second, options);
        using var input = OrtValue.CreateTensorValueFromMemory(new float[dims.Aggregate(1L, (x, y) => x * y)], dims);
        TimeSpan bestA = TimeSpan.MaxValue, bestB = TimeSpan.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            bestA = Best(bestA, a, input);
            bestB = Best(bestB, b, input);
        }

        return (bestA, bestB);
    }

    private static TimeSpan Best(TimeSpan best, InferenceSession session, OrtValue input)
    {
        using var run = new RunOptions();
        for (var i = 0; i < RunsPerRound; i++)
        {
            var start = Stopwatch.GetTimestamp();
            session.Run(run, session.InputNames, [input], session.OutputNames).Dispose();
            var elapsed = Stopwatch.GetElapsedTime(start);
            best = elapsed < best ? elapsed : best;
        }

        return best;
    }
}
