namespace BuildCompress.Engines.TorchSharp;

/// <summary>Where tensors can live. This binding knows the processor only.</summary>
public enum DeviceType
{
    CPU = 0,
}
