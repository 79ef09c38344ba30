namespace BuildCompress.Devices.Prediction;

/// <summary>
/// Predicted time of a layer at any channel counts: the <see cref="Staircase"/> through its samples, times what the nearest samples deviate from it.
/// Between samples the deviation is interpolated, bilinearly over counts in whole blocks; outside them it is that of the edge.
/// </summary>
public sealed class LayerTimes
{
    private readonly int[] inputs;
    private readonly int[] outputs;
    private readonly double[,] deviation;

    /// <param name="samples">At least one.</param>
    /// <param name="tied">Whether inputs are the outputs: a depthwise layer.</param>
    public LayerTimes(IReadOnlyList<LayerSample> samples, bool tied = false)
        : this(samples, Staircase.Fit(samples, tied), tied)
    {
    }

    private LayerTimes(IReadOnlyList<LayerSample> samples, Staircase staircase, bool tied)
    {
        Samples = samples;
        Staircase = staircase;
        IsTied = tied;
        inputs = tied ? [0] : [.. samples.Select(s => s.Inputs).Distinct().Order()];
        outputs = [.. samples.Select(s => s.Outputs).Distinct().Order()];
        deviation = new double[inputs.Length, outputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            for (var o = 0; o < outputs.Length; o++)
                deviation[i, o] = DeviationAt(inputs[i], outputs[o]);
        }
    }

    /// <summary>
    /// The plain quadratic model of METHODS 1.7, without blocks and deviations: what the papers predict with. Least squares of the times themselves, with
    /// coefficients that are not negative.
    /// </summary>
    /// <param name="samples">At least one.</param>
    /// <param name="tied">Whether inputs are the outputs.</param>
    /// <param name="outputs">Whether there is a term of the outputs alone: the papers' M6; without it M5.</param>
    public static LayerTimes Quadratic(IReadOnlyList<LayerSample> samples, bool tied = false, bool outputs = true)
    {
        var inputsVary = !tied && samples.Any(s => s.Inputs != samples[0].Inputs);
        // Of a layer whose inputs are fixed, M5 is linear in the outputs: it has no pairs that vary otherwise.
        var (perInput, perOutput) = (inputsVary ? 1 : 0, outputs || !inputsVary ? 1 : 0);
        var (c, _) = RelativeFit.Solve(
            [.. samples.Select(s => new double[] { 1, perInput * s.Inputs, perOutput * s.Outputs, perInput * s.Inputs * s.Outputs })],
            [.. samples.Select(s => s.Time)], [.. samples.Select(_ => 1 / samples.Max(s => s.Time))]);
        var plain = new Staircase(1, 1, c[0], c[1], c[2], c[3]);
        return new LayerTimes([.. samples.Select(s => s with { Time = plain.At(s.Inputs, s.Outputs) })], plain, tied);
    }

    /// <summary>What it was fitted to.</summary>
    public IReadOnlyList<LayerSample> Samples { get; }

    /// <summary>The bilinear part.</summary>
    public Staircase Staircase { get; }

    /// <summary>Whether inputs are the outputs.</summary>
    public bool IsTied { get; }

    /// <summary>Predicted nanoseconds.</summary>
    public double At(int inputCount, int outputCount)
    {
        var (i, inputShare) = Between(inputs, IsTied ? 0 : inputCount);
        var (o, outputShare) = Between(outputs, outputCount);
        var (nextI, nextO) = (Math.Min(i + 1, inputs.Length - 1), Math.Min(o + 1, outputs.Length - 1));
        var low = (deviation[i, o] * (1 - outputShare)) + (deviation[i, nextO] * outputShare);
        var high = (deviation[nextI, o] * (1 - outputShare)) + (deviation[nextI, nextO] * outputShare);
        return Staircase.At(inputCount, outputCount) * ((low * (1 - inputShare)) + (high * inputShare));
    }

    /// <summary>Measured over predicted; where the pair was not measured, of the nearest that was (by the logarithm of the counts).</summary>
    private double DeviationAt(int input, int output)
    {
        var nearest = Samples.MinBy(s => Distance(IsTied ? input : s.Inputs, input) + Distance(s.Outputs, output));
        return nearest.Time / Staircase.At(nearest.Inputs, nearest.Outputs);
    }

    private static double Distance(int count, int other) => Math.Abs(Math.Log((count + 1.0) / (other + 1.0)));

    private static (int Index, double Share) Between(int[] grid, int count)
    {
        var index = 0;
        while (index + 1 < grid.Length && grid[index + 1] <= count)
            index++;
        return index + 1 == grid.Length || count <= grid[index]
            ? (index, 0)
            : (index, (double)(count - grid[index]) / (grid[index + 1] - grid[index]));
    }
}
