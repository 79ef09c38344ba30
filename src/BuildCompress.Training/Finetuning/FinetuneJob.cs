using BuildCompress.Core.Manifests;
using BuildCompress.Training.Data;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Finetuning;

/// <summary>One training run: what to learn from, and how.</summary>
/// <param name="Train">Training samples.</param>
/// <param name="Settings">Schedule, optimiser and loss.</param>
/// <param name="Preprocess">How a pixel becomes an input value.</param>
/// <param name="Augment">Random changes to training images; null for none.</param>
/// <param name="Seed">Seed of order, changes and dropout.</param>
public sealed record FinetuneJob(
    ImageDataset Train, FinetuneSettings Settings, PreprocessSettings Preprocess, AugmentSettings? Augment, int Seed)
{
    /// <summary>The network to distil from; needed when <see cref="FinetuneSettings.Distill"/> is set. Only run, never changed.</summary>
    public INetwork? Teacher { get; init; }

    /// <summary>File that holds the run when it is interrupted, and is taken up when it exists; null to start over every time.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>
    /// Leaves the checkpoint of the finished run, so that of several runs in turn, when they are interrupted and all begin again, the finished
    /// ones are passed over.
    /// </summary>
    public bool KeepsCheckpoint { get; init; }

    /// <summary>The part of the cosine that this run covers: 0 to 1 for all of it.</summary>
    public (double From, double To) Cosine { get; init; } = (0, 1);

    /// <summary>Told a few times per second.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Learning rate of quantiser steps over that of weights.</summary>
    public double StepSizeRate { get; init; } = 1;

    /// <summary>Largest Euclidean norm of all gradients but the quantiser steps' together, 5 by default: longer ones are scaled down to it.</summary>
    public double MaxGradientNorm { get; init; } = 5;

    /// <summary>Steps of the whole run.</summary>
    public int Steps => (int)Math.Ceiling(Settings.Epochs * BatchLoader.BatchCount(Train.Count, Batches));

    /// <summary>Learning rate of the weights at <paramref name="step"/>, from 0.</summary>
    public double LearningRate(int step) =>
        Settings.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * (Cosine.From + ((Cosine.To - Cosine.From) * step / Steps))));

    internal BatchOptions Batches => new(Settings.BatchSize, Preprocess, Augment, Seed, Shuffle: true);
}
