using BuildCompress.Core.Manifests;
using BuildCompress.Core.Reports;
using BuildCompress.Core.Units;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Quantization;

namespace BuildCompress.Pipeline.Planning;

/// <summary>What an artifact costs, counted from the file as it would be emitted.</summary>
/// <param name="Macs">Of one inference.</param>
/// <param name="Parameters">Elements of weights, biases and normalisation statistics.</param>
/// <param name="File">Length of the file.</param>
/// <param name="Points">What is alive at each point of the program; null when the size of an activation is not known.</param>
internal sealed record ArtifactCost(Macs Macs, ParameterCount Parameters, Bytes File, IReadOnlyList<ProgramPoint>? Points)
{
    /// <summary>The most bytes of activations alive at once for one sample; null when the size of one is not known.</summary>
    public long? PeakMemory { get; } = Points?.Max(p => p.Bytes);

    /// <summary>As reports state it.</summary>
    public ModelFigures Figures => new(Macs.Value, Parameters.Value, File.Value)
    {
        BitOperations = BitOperations,
        PeakActivationBytes = PeakMemory,
        ZeroMacs = Zeros?.Macs.Value,
        ZeroParameters = Zeros?.Parameters.Value,
    };

    /// <summary>In how many bits the numbers of each layer with MACs are, in graph order.</summary>
    public IReadOnlyList<LayerPrecision> Precision { get; init; } = [];

    /// <summary>Bit operations of one inference; those on kernel columns of zeros do not count where their MACs do not.</summary>
    public long BitOperations => Precision.Sum(layer => layer.BitOperations - (Zeros is null ? 0 : layer.ZeroBitOperations));

    /// <summary>What a dense runtime computes and stores besides, where kernel columns of zeros are not counted; null where they are.</summary>
    public ZeroColumns? Zeros { get; init; }

    /// <summary>Nanoseconds of one inference on the target's device, predicted or measured; null where there is no latency model.</summary>
    public long? LatencyNs { get; init; }

    /// <summary>The number a budget of <paramref name="kind"/> limits; unbounded where it is not known.</summary>
    public long this[BudgetKind kind] => kind switch
    {
        BudgetKind.Macs => Macs.Value,
        BudgetKind.Parameters => Parameters.Value,
        BudgetKind.Bops => BitOperations,
        BudgetKind.Size => File.Value,
        BudgetKind.PeakMemory => PeakMemory ?? long.MaxValue,
        BudgetKind.Latency => LatencyNs ?? long.MaxValue,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
