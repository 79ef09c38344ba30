namespace BuildCompress.Engines.TorchSharp.Modules;

/// <summary>
/// Stochastic gradient descent with momentum, in PyTorch's form: g += weight_decay * p; v = momentum * v + (1 - dampening) * g (v = g in the first
/// step); p -= lr * v, or lr * (g + momentum * v) with Nesterov.
/// </summary>
public sealed partial class SGD : OptimizerHelper
{
    private readonly List<ParamGroup> groups = [];
    private readonly Dictionary<Parameter, Tensor> velocities = new(ReferenceEqualityComparer.Instance);

    public SGD(
        IEnumerable<Parameter> parameters,
        double lr,
        double momentum = 0,
        double dampening = 0,
        double weight_decay = 0,
        bool nesterov = false,
        bool maximize = false)
        : this([new ParamGroup(parameters, new Options())], lr, momentum, dampening, weight_decay, nesterov, maximize)
    {
    }

    public SGD(
        IEnumerable<ParamGroup> parameters,
        double lr,
        double momentum = 0,
        double dampening = 0,
        double weight_decay = 0,
        bool nesterov = false,
        bool maximize = false)
    {
        foreach (var group in parameters)
        {
            var options = group.Options;
            options.LearningRate ??= lr;
            options.InitialLearningRate = options.LearningRate.Value;
            options.momentum ??= momentum;
            options.dampening ??= dampening;
            options.weight_decay ??= weight_decay;
            options.nesterov ??= nesterov;
            options.maximize ??= maximize;
            if (options.nesterov.Value && (options.momentum <= 0 || options.dampening != 0))
                throw new ArgumentException("Nesterov momentum needs a momentum and no dampening.", nameof(nesterov));
            groups.Add(group);
        }
    }

    public override IEnumerable<optim.ILearningRateController> ParamGroups => groups;

    protected override IDictionary<Parameter, Tensor> State => velocities;

    public override IEnumerable<Parameter> parameters() => groups.SelectMany(group => group.Parameters);

    public override Tensor? step(Func<Tensor>? closure = null)
    {
        Tensor? loss = null;
        if (closure is not null)
        {
            using var recorded = enable_grad();
            loss = closure();
        }

        using var unrecorded = no_grad();
        using var scope = NewDisposeScope();
        foreach (var group in groups)
        {
            foreach (var parameter in group.Parameters) Update(parameter, group.Options);
        }

        return loss;
    }

    private void Update(Parameter parameter, Options options)
    {
        if (parameter.grad is not { } gradient) return;
        if (options.maximize == true) gradient = gradient.neg();
        if (options.weight_decay is { } decay and not 0) gradient = gradient.add(parameter, decay);
        if (options.momentum is { } momentum and not 0)
        {
            if (velocities.TryGetValue(parameter, out var velocity))
                velocity.mul_(momentum).add_(gradient, 1 - options.dampening!.Value);
            else
                velocities.Add(parameter, velocity = gradient.clone().DetachFromDisposeScope());
            gradient = options.nesterov == true ? gradient.add(velocity, momentum) : velocity;
        }

        parameter.add_(gradient, -options.LearningRate!.Value);
    }
}
