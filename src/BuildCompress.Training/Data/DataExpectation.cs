namespace BuildCompress.Training.Data;

/// <summary>What a model asks of its data; null parts are taken from the data.</summary>
/// <param name="Shape">Shape of the model's input without the batch.</param>
/// <param name="Classes">Number of the model's outputs.</param>
public sealed record DataExpectation(ImageShape? Shape = null, int? Classes = null);
