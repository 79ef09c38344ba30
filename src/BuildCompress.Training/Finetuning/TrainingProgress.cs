using BuildCompress.Core.Units;

namespace BuildCompress.Training.Finetuning;

/// <summary>Where a training run stands.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">Running mean of the loss.</param>
/// <param name="Accuracy">Running mean of the accuracy on (augmented) training samples.</param>
/// <param name="Eta">Estimated time left.</param>
public sealed record TrainingProgress(int Step, int Steps, double Loss, Accuracy Accuracy, TimeSpan Eta);
