using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Devices.Inference;

/// <summary>Opens models the way all of this project does: fully optimised, silent, sequential unless asked otherwise.</summary>
internal static class RuntimeSession
{
    public static SessionOptions Options(int threads, bool parallel = false) => new()
    {
        IntraOpNumThreads = threads,
        InterOpNumThreads = parallel ? threads : 1,
        ExecutionMode = parallel ? ExecutionMode.ORT_PARALLEL : ExecutionMode.ORT_SEQUENTIAL,
        GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
    };

    /// <exception cref="DiagnosticException"><c>BCMP5001</c>: the runtime does not take the model.</exception>
    public static InferenceSession Open(string name, byte[] model, SessionOptions options)
    {
        try
        {
            return new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException error)
        {
            throw DoesNotRun(name, error);
        }
    }

    public static DiagnosticException DoesNotRun(string name, OnnxRuntimeException error) => new(
        DiagnosticCatalog.ModelDoesNotRun.Because(
            $"ONNX Runtime cannot run '{name}': {error.Message.ReplaceLineEndings(" ")}",
            "Check the model with 'buildcompress inspect', and that this runtime is new enough for its opset."),
        error);
}
