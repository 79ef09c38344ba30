namespace BuildCompress.Engines.OnnxRuntime;

/// <summary>An error that ONNX Runtime reported, with its code and its own text.</summary>
public sealed class OnnxRuntimeException : Exception
{
    internal OnnxRuntimeException(ErrorCode code, string text)
        : base($"[ErrorCode:{code}] {text}")
    {
    }
}
