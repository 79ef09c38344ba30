namespace BuildCompress.Onnx.Coupling.Residuals;

/// <summary>
/// A residual stream: a chain of additions, the sum of each being the source of the next. Its points are the tensor it starts with and every sum;
/// at each of them it carries a set of channels of its own.
/// </summary>
/// <param name="Additions">In graph order, at least one.</param>
public sealed record ResidualStream(IReadOnlyList<ResidualAddition> Additions)
{
    /// <summary>Groups of the points: what the first shortcut brings (absent for a projection, which brings the first sum's channels), then every sum.</summary>
    public IEnumerable<int> Points => Additions[0].Source is { } source ? Sums.Prepend(source) : Sums;

    /// <summary>Groups of its points and its branches.</summary>
    public IEnumerable<int> Groups => Points.Concat(Additions.Select(addition => addition.Branch));

    private IEnumerable<int> Sums => Additions.Select(addition => addition.Sum);
}
