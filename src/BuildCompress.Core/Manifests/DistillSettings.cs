namespace BuildCompress.Core.Manifests;

/// <summary>Knowledge distillation (Hinton et al. 2015): the loss is <c>(1 - Weight) * CE + Weight * T^2 * KL(teacher_T || student_T)</c>.</summary>
/// <param name="Weight">Share of the distillation term, 0..1.</param>
/// <param name="Temperature">Softening of both distributions, positive.</param>
public sealed record DistillSettings(double Weight, double Temperature);
