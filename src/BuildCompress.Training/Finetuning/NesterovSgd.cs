using BuildCompress.Core.Manifests;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Finetuning;

/// <summary>
/// Stochastic gradient descent with Nesterov momentum (Sutskever et al. 2013, in the form of common frameworks):
/// <c>v = m v + g; w = w - rate (g + m v)</c>, where <c>g</c> includes the decay of weights. Only kernels and matrices decay. Its momentum is
/// ours to save, so that a run resumes to the bit on either provider of libtorch.
/// </summary>
internal sealed class NesterovSgd : IDisposable
{
    private readonly List<Entry> entries = [];
    private readonly double momentum;

    public NesterovSgd(IReadOnlyList<NetworkParameter> parameters, FinetuneSettings settings, double stepSizeRate)
    {
        momentum = settings.Momentum;
        foreach (var parameter in parameters)
        {
            var velocity = torch.zeros_like(parameter.Tensor);
            velocity.DetachFromDisposeScope();
            entries.Add(new Entry(
                parameter, velocity, parameter.Role == ParameterRole.Weight ? settings.WeightDecay : 0,
                parameter.Role == ParameterRole.Step ? stepSizeRate : 1));
        }
    }

    /// <summary>Momentum of every parameter, by its name.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> State => entries.Select(e => (e.Parameter.Name, e.Velocity));

    /// <summary>Changes all parameters by their gradients and clears those.</summary>
    public void Step(double learningRate)
    {
        using var noGrad = torch.no_grad();
        foreach (var (parameter, velocity, decay, rate) in entries)
        {
            var weight = parameter.Tensor;
            using var gradient = weight.grad;
            if (gradient is null)
                continue;
            if (decay > 0)
                gradient.add_(weight, decay);
            velocity.mul_(momentum.ToScalar()).add_(gradient);
            gradient.add_(velocity, momentum);
            weight.add_(gradient, -learningRate * rate);
            weight.grad = null;
        }
    }

    public void Dispose()
    {
        foreach (var entry in entries)
            entry.Velocity.Dispose();
    }

    private readonly record struct Entry(NetworkParameter Parameter, Tensor Velocity, double Decay, double Rate);
}
