using BuildCompress.Onnx;
using BuildCompress.Onnx.Quantization;

namespace BuildCompress.IntegrationTests.Quantization;

/// <summary>What ONNX Runtime makes of a model.</summary>
internal static class OptimisedModel
{
    public static FusionSummary Fusion(byte[] model, string path)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, OptimizedModelFilePath = path };
        using (new InferenceSession(model, options))
            return FusionCheck.Check(OnnxFile.Read(path));
    }
}
