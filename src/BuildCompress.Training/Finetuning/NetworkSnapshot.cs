using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Finetuning;

/// <summary>A copy of a network's state in memory, to return to.</summary>
internal sealed class NetworkSnapshot : IDisposable
{
    private readonly INetwork network;
    private readonly Tensor[] copies;

    /// <summary>Takes the first copy.</summary>
    public NetworkSnapshot(INetwork network)
    {
        this.network = network;
        using var noGrad = torch.no_grad();
        copies = [.. network.State.Select(s => s.Tensor.clone().DetachFromDisposeScope())];
    }

    /// <summary>Replaces the copy by the present state.</summary>
    public void Take()
    {
        using var noGrad = torch.no_grad();
        for (var i = 0; i < copies.Length; i++)
            copies[i].copy_(network.State[i].Tensor);
    }

    /// <summary>Puts the copy back into the network.</summary>
    public void Restore()
    {
        using var noGrad = torch.no_grad();
        for (var i = 0; i < copies.Length; i++)
            network.State[i].Tensor.copy_(copies[i]);
    }

    public void Dispose()
    {
        foreach (var copy in copies)
            copy.Dispose();
    }
}
