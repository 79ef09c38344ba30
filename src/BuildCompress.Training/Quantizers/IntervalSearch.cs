using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Quantizers;

/// <summary>
/// Where the intervals of a weight start: from 0 up to the share of the largest magnitude with the least squared error, when every output
/// channel has the scale that suits it best.
/// </summary>
internal static class IntervalSearch
{
    private const int Candidates = 80;
    private const float Smallest = 1e-5f;

    /// <param name="weight">Output channels are axis 0.</param>
    /// <param name="runs">Intervals: 1, or as many as channels.</param>
    /// <param name="levels">Steps from 0 to the end of the interval.</param>
    /// <returns>The width of each interval, and the output scale of each channel.</returns>
    public static (float[] Widths, float[] Outputs) Weight(ConstantTensor weight, int runs, int levels)
    {
        var values = weight.AsSpan<float>();
        var (channels, row) = ((int)weight.Dims[0], (int)(weight.Count / weight.Dims[0]));
        var (widths, outputs) = (new float[runs], new float[channels]);
        var (perRun, trial) = (channels / runs, new float[channels / runs]);
        for (var run = 0; run < runs; run++)
        {
            var part = values.Slice(run * perRun * row, perRun * row);
            var largest = Smallest;
            foreach (var value in part)
                largest = Math.Max(largest, Math.Abs(value));
            var least = double.PositiveInfinity;
            for (var k = 0; k < Candidates; k++)
            {
                var width = largest * (1 - (0.01f * k));
                var error = Fit(part, row, width, levels, trial);
                if (error >= least)
                    continue;
                (least, widths[run]) = (error, width);
                trial.CopyTo(outputs.AsSpan(run * perRun));
            }
        }

        return (widths, outputs);
    }

    /// <summary>The best scale of each row by least squares; returns the error that remains.</summary>
    private static double Fit(ReadOnlySpan<float> values, int row, float width, int levels, float[] outputs)
    {
        double error = 0;
        for (var c = 0; c < outputs.Length; c++)
        {
            double square = 0, product = 0, total = 0;
            foreach (var value in values.Slice(c * row, row))
            {
                var level = Math.Round(Math.Min(1, Math.Abs(value) / width) * levels) / levels;
                square += level * level;
                product += level * Math.Abs(value);
                total += (double)value * value;
            }

            outputs[c] = product > 0 ? (float)(product / square) : width;
            error += total - (product > 0 ? product * product / square : 0);
        }

        return error;
    }
}
