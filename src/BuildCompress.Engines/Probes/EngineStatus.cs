namespace BuildCompress.Engines.Probes;

/// <summary>How one native engine is doing on this machine.</summary>
/// <param name="Name">E.g. <c>ONNX Runtime</c>.</param>
/// <param name="Provider"><c>system</c> or <c>nuget</c>.</param>
/// <param name="Version">The engine's own version; <c>unknown</c> when it did not load.</param>
/// <param name="Path">The library file that was loaded; empty when it did not load.</param>
/// <param name="Threads">Threads it uses unless told otherwise.</param>
/// <param name="InstructionSet">The widest vector instructions it can use here, e.g. <c>AVX-512 VNNI</c>.</param>
/// <param name="SelfTest">What was computed and whether it came out right, or the error, in one line.</param>
/// <param name="Works">Whether the self-test passed.</param>
public sealed record EngineStatus(
    string Name, string Provider, string Version, string Path, int Threads, string InstructionSet, string SelfTest, bool Works)
{
    /// <summary>Whether the product cannot do without it; true unless said otherwise.</summary>
    public bool IsRequired { get; init; } = true;
}
