#nullable enable
using System;
using System.Collections.Generic;
using System.IO;

namespace TorchSharp.Modules;

public class Parameter : torch.Tensor
{
    public Parameter(torch.Tensor data, bool requires_grad = true) => throw null!;
}

public class OptimizerOptions
{
    public double? LearningRate { get; set; }

    public double InitialLearningRate { get; set; }
}

public class ParamGroup : torch.optim.ILearningRateController
{
    public IEnumerable<Parameter> Parameters { get => throw null!; set => throw null!; }

    public double LearningRate { get => throw null!; set => throw null!; }

    public double InitialLearningRate { get => throw null!; set => throw null!; }
}

public class ParamGroup<TOptions> : ParamGroup
    where TOptions : OptimizerOptions
{
}

public abstract class OptimizerHelper : torch.optim.Optimizer
{
    public void save_state_dict(BinaryWriter writer) => throw null!;

    public void load_state_dict(BinaryReader reader) => throw null!;
}

public class SGD : OptimizerHelper
{
    public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) => throw null!;

    public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) => throw null!;

    public override torch.Tensor step(Func<torch.Tensor>? closure = null) => throw null!;

    public class Options : OptimizerOptions
    {
        public double? momentum;
        public double? dampening;
        public double? weight_decay;
        public bool? nesterov;
        public bool? maximize;
    }

    public class ParamGroup : ParamGroup<Options>
    {
        public ParamGroup() => throw null!;

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) => throw null!;

        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) => throw null!;
    }
}
