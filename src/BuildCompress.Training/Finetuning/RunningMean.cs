namespace BuildCompress.Training.Finetuning;

/// <summary>Exponential moving average over about 50 steps, without the bias towards its start (Kingma and Ba 2015, section 3).</summary>
internal struct RunningMean
{
    private const double Decay = 0.98;

    /// <summary>Sum and weight, so that a checkpoint can carry them.</summary>
    public double Sum { get; set; }

    public double Weight { get; set; }

    public readonly double Value => Weight > 0 ? Sum / Weight : 0;

    public void Add(double value)
    {
        Sum = (Decay * Sum) + ((1 - Decay) * value);
        Weight = (Decay * Weight) + (1 - Decay);
    }
}
