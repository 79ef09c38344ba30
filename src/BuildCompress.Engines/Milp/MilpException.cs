namespace BuildCompress.Engines.Milp;

/// <summary>The engine for mixed-integer programs failed: it does not start, crashed, or answered what we do not understand.</summary>
public sealed class MilpException(string message) : Exception(message);
