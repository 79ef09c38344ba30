namespace BuildCompress.Benchmarks.Latency;

/// <summary>What was predicted of networks that no fit has seen, and what they took.</summary>
/// <param name="Model">Name of the network.</param>
/// <param name="Precision"><c>fp32</c> or <c>int8</c>.</param>
/// <param name="Networks">Milliseconds.</param>
internal sealed record Prediction(string Model, string Precision, IReadOnlyList<(double Predicted, double Measured)> Networks)
{
    /// <summary>Mean absolute relative error.</summary>
    public double MeanError => Networks.Average(Error);

    /// <summary>Largest absolute relative error.</summary>
    public double WorstError => Networks.Max(Error);

    /// <summary>Share of the variance that the predictions explain.</summary>
    public double RSquared
    {
        get
        {
            var mean = Networks.Average(n => n.Measured);
            return 1 - (Networks.Sum(n => Math.Pow(n.Predicted - n.Measured, 2)) / Networks.Sum(n => Math.Pow(n.Measured - mean, 2)));
        }
    }

    private static double Error((double Predicted, double Measured) network) => Math.Abs(network.Predicted - network.Measured) / network.Measured;
}
