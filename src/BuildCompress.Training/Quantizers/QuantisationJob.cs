using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Data;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Quantizers;

/// <summary>What to quantise, and how.</summary>
/// <param name="Model">A float model.</param>
/// <param name="Settings">Method, bits, schedule; not <see cref="QuantiseMethod.None"/>.</param>
/// <param name="Train">Training samples; calibration takes some of them.</param>
/// <param name="Preprocess">How a pixel becomes an input value.</param>
/// <param name="Augment">Random changes to training images; null for none.</param>
/// <param name="Seed">Seed of every random choice.</param>
public sealed record QuantisationJob(
    Model Model, QuantiseSettings Settings, ImageDataset Train, PreprocessSettings Preprocess, AugmentSettings? Augment, int Seed)
{
    /// <summary>The network to distil from; needed when the settings say so.</summary>
    public INetwork? Teacher { get; init; }

    /// <summary>Bits of the weights of single layers, see <see cref="Onnx.Quantization.LayerBits.Mixed"/>; null for the same in all layers in between.</summary>
    public IReadOnlyDictionary<string, int>? WeightBits { get; init; }

    /// <summary>Kernel columns that are zero stay zero.</summary>
    public bool KeepsZeroColumns { get; init; }

    /// <summary>Folder for the checkpoints of an interrupted job; null to start over every time.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>Told a few times per second while training; steps count over all stages.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Given the last good weights, before any rounding, when training fails.</summary>
    public Action<Model>? Failed { get; init; }

    /// <summary>Shown the network after calibration, after every stage, and at the end: <c>calibrate</c>, <c>w5a5</c>…, <c>quantise</c>.</summary>
    public Action<string, QuantizedNetwork>? Reached { get; init; }
}
