namespace BuildCompress.Pipeline;

/// <summary>Versions of the native engines, as reports and content keys state them.</summary>
internal static class EngineVersions
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Loaded = new(() => new Dictionary<string, string>
    {
        ["libtorch"] = LibtorchProvider.Version,
        ["ONNX Runtime"] = OrtEnv.Instance().GetVersionString(),
    });

    /// <summary>By name of the engine; loads both.</summary>
    public static IReadOnlyDictionary<string, string> Current => Loaded.Value;
}
