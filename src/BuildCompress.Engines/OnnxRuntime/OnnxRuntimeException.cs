namespace BuildCompress.Engines.OnnxRuntime;

/// <summary>An error that ONNX Runtime reported, with its message.</summary>
public sealed class OnnxRuntimeException(string message) : Exception(message);
