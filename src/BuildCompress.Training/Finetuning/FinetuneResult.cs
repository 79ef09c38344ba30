using BuildCompress.Core.Units;

namespace BuildCompress.Training.Finetuning;

/// <summary>How a training run ended.</summary>
/// <param name="Steps">Steps of the whole run, resumed ones included.</param>
/// <param name="Loss">Running mean of the loss at the end; 0 when there was no step.</param>
/// <param name="Accuracy">Running mean of the accuracy on training samples at the end.</param>
public sealed record FinetuneResult(int Steps, double Loss, Accuracy Accuracy);
