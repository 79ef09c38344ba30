namespace BuildCompress.Engines.TorchSharp.Modules;

/// <summary>A set of parameters with settings of its own.</summary>
public class ParamGroup : torch.optim.ILearningRateController
{
    public IEnumerable<Parameter> Parameters { get; set; } = [];

    public virtual double LearningRate { get; set; }

    public virtual double InitialLearningRate { get; set; }
}
