namespace BuildCompress.Core.Reports;

/// <summary>Validation accuracy (0..1) after a step of the journey.</summary>
public sealed record AccuracyStep(string Step, double Accuracy);
