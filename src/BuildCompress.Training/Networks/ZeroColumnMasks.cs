namespace BuildCompress.Training.Networks;

/// <summary>Holds kernel positions at zero: those at which a filter is zero for all its inputs when this is made.</summary>
internal sealed class ZeroColumnMasks : IDisposable
{
    private readonly List<(Tensor Weight, Tensor Mask)> masks = [];

    /// <summary>Looks at every kernel <c>[outC, inC/groups, kernel…]</c> among <paramref name="parameters"/>.</summary>
    public ZeroColumnMasks(IReadOnlyList<NetworkParameter> parameters)
    {
        foreach (var parameter in parameters.Where(p => p.Role == ParameterRole.Weight && p.Tensor.ndim > 2))
        {
            if (Mask(TensorData.Read(parameter.Tensor), parameter.Tensor.shape) is { } mask)
                masks.Add((parameter.Tensor, TensorData.Of(mask, parameter.Tensor.shape).DetachFromDisposeScope()));
        }
    }

    /// <summary>Clears them.</summary>
    public void Apply()
    {
        using var noGrad = torch.no_grad();
        foreach (var (weight, mask) in masks)
            weight.mul_(mask);
    }

    public void Dispose()
    {
        foreach (var (_, mask) in masks)
            mask.Dispose();
    }

    /// <summary>1 where a weight may change, 0 in columns of zeros; null when there is none.</summary>
    private static float[]? Mask(float[] weights, long[] shape)
    {
        var (inputs, mask, any) = ((int)shape[1], new float[weights.Length], false);
        var positions = (int)(weights.Length / (shape[0] * shape[1]));
        for (var filter = 0; filter < shape[0]; filter++)
        {
            for (var position = 0; position < positions; position++)
            {
                var (first, alive) = ((filter * inputs * positions) + position, false);
                for (var i = 0; i < inputs; i++)
                    alive |= weights[first + (i * positions)] != 0;
                for (var i = 0; i < inputs; i++)
                    mask[first + (i * positions)] = alive ? 1 : 0;
                any |= !alive;
            }
        }

        return any ? mask : null;
    }
}
