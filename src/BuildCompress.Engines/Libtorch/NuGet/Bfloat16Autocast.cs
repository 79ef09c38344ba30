namespace BuildCompress.Engines.Libtorch;

/// <summary>Autocast to bfloat16, which TorchSharp does not offer on processors.</summary>
public static class Bfloat16Autocast
{
    /// <summary>Whether this build's provider has it.</summary>
    public static bool IsSupported => false;

    /// <exception cref="NotSupportedException">Always.</exception>
    public static IDisposable Enter() => throw new NotSupportedException("TorchSharp offers no bfloat16 autocast on processors; use NativeEngines=system.");

    /// <summary>Nothing to pause.</summary>
    public static IDisposable? Pause() => null;
}
