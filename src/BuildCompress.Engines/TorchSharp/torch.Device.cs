namespace BuildCompress.Engines.TorchSharp;

public static partial class torch
{
    /// <summary>Where a tensor lives.</summary>
    public sealed class Device(DeviceType type, int index = -1)
    {
        public DeviceType type { get; } = type;

        public int index { get; } = index;

        public override string ToString() => type.ToString().ToLowerInvariant();
    }
}
