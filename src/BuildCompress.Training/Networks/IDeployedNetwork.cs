namespace BuildCompress.Training.Networks;

/// <summary>A network that computes as the runtime does; its numbers are those of the moment it was made. Not thread-safe.</summary>
public interface IDeployedNetwork : IDisposable
{
    /// <summary>Runs the network, without gradients.</summary>
    /// <param name="input"><c>[N, C, H, W]</c>, float32, best with channels-last strides; stays the caller's.</param>
    /// <returns>The first output, e.g. logits <c>[N, classes]</c>, in the caller's dispose scope.</returns>
    Tensor Forward(Tensor input);
}
