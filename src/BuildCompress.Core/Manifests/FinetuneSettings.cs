namespace BuildCompress.Core.Manifests;

/// <summary>Stochastic gradient descent with Nesterov momentum and a cosine schedule.</summary>
/// <param name="Epochs">Passes over the training samples; may be fractional; 0 for none.</param>
/// <param name="BatchSize">Samples per step; 128 by default.</param>
/// <param name="LearningRate">Rate at the start of the cosine.</param>
/// <param name="Momentum">Nesterov momentum; 0.9 by default.</param>
/// <param name="WeightDecay">L2 penalty on weights of convolutions and linear layers.</param>
/// <param name="LabelSmoothing">Share of the target spread over all classes, 0..1; 0 by default.</param>
/// <param name="Distill">Learn from the original network as well; absent for none.</param>
/// <param name="Precision">Arithmetic of convolutions while training.</param>
public sealed record FinetuneSettings(
    double Epochs, int BatchSize, double LearningRate, double Momentum, double WeightDecay, double LabelSmoothing,
    DistillSettings? Distill, TrainingPrecision Precision);
