namespace BuildCompress.Training.Networks;

/// <summary>A tensor that gradient descent changes.</summary>
/// <param name="Name">Value name in the graph, or a name of the quantiser's making; unique in a network.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Tensor">Owned by the network.</param>
public sealed record NetworkParameter(string Name, ParameterRole Role, Parameter Tensor);
