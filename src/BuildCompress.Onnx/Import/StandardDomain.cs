namespace BuildCompress.Onnx.Import;

/// <summary>The standard operator set goes by two names; in the graph it is always the empty one.</summary>
internal static class StandardDomain
{
    public static string Normalise(string domain) => domain == "ai.onnx" ? "" : domain;
}
