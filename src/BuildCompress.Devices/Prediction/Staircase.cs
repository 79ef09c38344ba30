namespace BuildCompress.Devices.Prediction;

/// <summary>
/// Time of a layer, bilinear in its channel counts over the blocks in which the runtime computes: <c>Fixed + PerInput a + PerOutput b + PerPair a b</c>
/// in nanoseconds, where a and b are the counts rounded up to whole blocks. Blocks of one channel make it the plain quadratic model of METHODS 1.7.
/// </summary>
/// <param name="InputBlock">Input channels computed together.</param>
/// <param name="OutputBlock">Output channels computed together.</param>
/// <param name="Fixed">What no channel saves.</param>
/// <param name="PerInput">For each input channel, not negative.</param>
/// <param name="PerOutput">For each output channel, not negative.</param>
/// <param name="PerPair">For each pair, not negative.</param>
public sealed record Staircase(int InputBlock, int OutputBlock, double Fixed, double PerInput, double PerOutput, double PerPair)
{
    /// <summary>Blocks to try, finest first: a coarser one must explain the samples better.</summary>
    private static readonly int[] Blocks = [1, 4, 8, 16];

    /// <summary>What a coarser block must gain, relative to the error so far.</summary>
    private const double Gain = 0.97;

    /// <summary>Predicted nanoseconds.</summary>
    public double At(int inputs, int outputs)
    {
        double a = Up(inputs, InputBlock), b = Up(outputs, OutputBlock);
        return Fixed + (PerInput * a) + (PerOutput * b) + (PerPair * a * b);
    }

    /// <summary>The staircase that explains samples best; its blocks are found, not assumed.</summary>
    /// <param name="samples">At least one. An axis on which all have the same count takes no part.</param>
    /// <param name="tied">Whether inputs are the outputs (a depthwise layer): time then depends on the outputs alone.</param>
    public static Staircase Fit(IReadOnlyList<LayerSample> samples, bool tied = false)
    {
        var inputsVary = !tied && samples.Any(s => s.Inputs != samples[0].Inputs);
        var outputsVary = samples.Any(s => s.Outputs != samples[0].Outputs);
        var (best, bestError) = (default(Staircase), double.PositiveInfinity);
        foreach (var inputBlock in inputsVary ? Blocks : [1])
        {
            foreach (var outputBlock in outputsVary ? Blocks : [1])
            {
                var (fit, error) = Fit(samples, inputBlock, outputBlock, inputsVary, outputsVary);
                if (best is null || error < bestError * Gain)
                    (best, bestError) = (fit, error);
            }
        }

        return best!;
    }

    /// <summary>The fit over given blocks, and the root of its mean squared relative error.</summary>
    public static (Staircase Fit, double Error) Fit(IReadOnlyList<LayerSample> samples, int inputBlock, int outputBlock, bool inputsVary = true, bool outputsVary = true)
    {
        var rows = samples.Select(s =>
        {
            double a = inputsVary ? Up(s.Inputs, inputBlock) : 0, b = outputsVary ? Up(s.Outputs, outputBlock) : 0;
            return new[] { 1, a, b, a * b };
        }).ToList();
        var (c, error) = RelativeFit.Solve(rows, [.. samples.Select(s => s.Time)]);
        return (new Staircase(inputBlock, outputBlock, c[0], c[1], c[2], c[3]), error);
    }

    private static int Up(int count, int block) => (count + block - 1) / block * block;
}
