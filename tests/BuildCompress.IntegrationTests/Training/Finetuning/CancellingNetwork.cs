using BuildCompress.Training.Networks;

namespace BuildCompress.IntegrationTests.Training.Finetuning;

/// <summary>Asks to stop, or fails, during a chosen forward pass.</summary>
internal sealed class CancellingNetwork(INetwork network, int pass) : INetwork
{
    private readonly CancellationTokenSource source = new();
    private int passes;

    public Exception? Failure { get; init; }

    public CancellationToken Token => source.Token;

    public IReadOnlyList<NetworkParameter> Parameters => network.Parameters;

    public IReadOnlyList<(string Name, Tensor Tensor)> State => network.State;

    public NetworkMode Mode
    {
        get => network.Mode;
        set => network.Mode = value;
    }

    public Tensor Forward(Tensor input)
    {
        if (++passes == pass)
        {
            if (Failure is not null)
                throw Failure;
            source.Cancel();
        }

        return network.Forward(input);
    }

    public void Project() => network.Project();
}
