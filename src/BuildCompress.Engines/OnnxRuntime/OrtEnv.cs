namespace BuildCompress.Engines.OnnxRuntime;

/// <summary>The runtime as loaded into this process: there is one, made at its first use and kept until the process ends.</summary>
public sealed class OrtEnv
{
    private static readonly Lazy<OrtEnv> Only = new(Create);

    private unsafe OrtEnv()
    {
        var api = OrtApi.Instance;
        nint env;
        // The runtime also prints every error that it returns; only the returned one is wanted.
        fixed (byte* id = "buildcompress\0"u8)
            api.Check(api.CreateEnv((int)OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, id, &env));
        Handle = env;
    }

    internal nint Handle { get; }

    /// <summary>The runtime, loaded and smoke-tested.</summary>
    /// <exception cref="DllNotFoundException">The library is not there, too old, or not what it says it is.</exception>
    public static OrtEnv Instance() => Only.Value;

    /// <summary>Version of the library, e.g. <c>1.30.0</c>.</summary>
    public string GetVersionString() => OrtApi.Instance.Version;

    private static OrtEnv Create()
    {
        var env = new OrtEnv();
        SmokeTest.Run(env);
        return env;
    }
}
