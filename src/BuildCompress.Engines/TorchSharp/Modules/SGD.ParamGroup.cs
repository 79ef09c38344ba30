namespace BuildCompress.Engines.TorchSharp.Modules;

public sealed partial class SGD
{
    /// <summary>Settings of a group; null takes the optimiser's.</summary>
    public sealed class Options : OptimizerOptions
    {
        public double? momentum;
        public double? dampening;
        public double? weight_decay;
        public bool? nesterov;
        public bool? maximize;
    }

    /// <summary>Parameters that share settings.</summary>
    public sealed class ParamGroup : Modules.ParamGroup
    {
        public ParamGroup(IEnumerable<Parameter> parameters, Options options)
        {
            Parameters = [.. parameters];
            Options = options;
        }

        public ParamGroup(
            IEnumerable<Parameter> parameters,
            double lr = 0.001,
            double momentum = 0,
            double dampening = 0,
            double weight_decay = 0,
            bool nesterov = false,
            bool maximize = false)
            : this(parameters, new Options { LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize })
        {
        }

        public Options Options { get; }

        public override double LearningRate
        {
            get => Options.LearningRate ?? InitialLearningRate;
            set => Options.LearningRate = value;
        }

        public override double InitialLearningRate
        {
            get => Options.InitialLearningRate;
            set => Options.InitialLearningRate = value;
        }
    }
}
