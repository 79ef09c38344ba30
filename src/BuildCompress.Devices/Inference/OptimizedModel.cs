using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Devices.Inference;

/// <summary>
/// The graph as ONNX Runtime really runs it on this machine, after all its rewriting. Shows which operators were fused;
/// it is no portable model.
/// </summary>
public static class OptimizedModel
{
    /// <summary>Writes the rewritten graph of a model to an ONNX file.</summary>
    /// <exception cref="DiagnosticException"><c>BCMP5001</c>: the runtime does not take the model.</exception>
    public static void Save(byte[] model, string path)
    {
        using var options = RuntimeSession.Options(threads: 1);
        options.OptimizedModelFilePath = path;
        using var session = RuntimeSession.Open("model", model, options);
    }

    /// <summary>The bytes of the rewritten graph as an ONNX file.</summary>
    /// <exception cref="DiagnosticException"><c>BCMP5001</c>: the runtime does not take the model.</exception>
    public static byte[] Of(byte[] model)
    {
        var folder = Directory.CreateTempSubdirectory("buildcompress-");
        try
        {
            var path = Path.Combine(folder.FullName, "optimized.onnx");
            Save(model, path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
