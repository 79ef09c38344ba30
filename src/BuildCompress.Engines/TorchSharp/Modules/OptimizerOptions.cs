namespace BuildCompress.Engines.TorchSharp.Modules;

/// <summary>Settings of a parameter group; null takes the optimiser's.</summary>
public class OptimizerOptions
{
    public double? LearningRate { get; set; }

    public double InitialLearningRate { get; set; }
}
