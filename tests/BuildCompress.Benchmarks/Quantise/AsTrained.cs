using BuildCompress.Training.Networks;
using BuildCompress.Training.Quantizers;

namespace BuildCompress.Benchmarks.Quantise;

/// <summary>A quantised network that is judged in the floats it trains in.</summary>
internal sealed class AsTrained(QuantizedNetwork network) : INetwork
{
    public IReadOnlyList<NetworkParameter> Parameters => network.Parameters;

    public IReadOnlyList<(string Name, Tensor Tensor)> State => network.State;

    public NetworkMode Mode
    {
        get => network.Mode;
        set => network.Mode = value;
    }

    public Tensor Forward(Tensor input) => network.Forward(input);

    public void Project() => network.Project();
}
