namespace BuildCompress.Training.Networks;

/// <summary>What training and evaluation need of a network.</summary>
public interface INetwork
{
    /// <summary>What gradient descent changes, in graph order.</summary>
    IReadOnlyList<NetworkParameter> Parameters { get; }

    /// <summary>Everything that running or training changes, by unique name: parameters and running statistics. Saving and restoring it resumes exactly.</summary>
    IReadOnlyList<(string Name, Tensor Tensor)> State { get; }

    NetworkMode Mode { get; set; }

    /// <summary>Runs the network.</summary>
    /// <param name="input"><c>[N, C, H, W]</c>, float32, best with channels-last strides; stays the caller's.</param>
    /// <returns>The first output, e.g. logits <c>[N, classes]</c>, in the caller's dispose scope.</returns>
    Tensor Forward(Tensor input);

    /// <summary>The network in the arithmetic of the runtime, with its present numbers; null when that is <see cref="NetworkMode.Evaluation"/> itself.</summary>
    IDeployedNetwork? Deploy() => null;

    /// <summary>Puts parameters back into their domain after a step of gradient descent (step sizes positive).</summary>
    void Project();
}
