namespace BuildCompress.Core.Manifests;

/// <summary>Arithmetic of convolutions and linear layers while training.</summary>
public enum TrainingPrecision
{
    Float32,

    /// <summary>bfloat16 autocast: about 1.5 times faster where the processor has it.</summary>
    Bfloat16,
}
