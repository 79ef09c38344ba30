namespace BuildCompress.Engines.OnnxRuntime;

/// <summary>How a session is built. Changes after the session was made have no effect on it.</summary>
public sealed unsafe class SessionOptions : IDisposable
{
    private readonly OrtApi _api = OrtApi.Instance;

    public SessionOptions()
    {
        nint options;
        _api.Check(_api.CreateSessionOptions(&options));
        Handle = new OrtHandle(options, _api.ReleaseSessionOptions);
    }

    internal OrtHandle Handle { get; }

    /// <summary>Threads that share the work of one node, the calling one included; 0 (default) means one per core.</summary>
    public int IntraOpNumThreads
    {
        get;
        set => _api.Check(_api.SetIntraOpNumThreads(Handle.Pointer, field = value));
    }

    /// <summary>Threads that run independent nodes; matters only with <see cref="OnnxRuntime.ExecutionMode.ORT_PARALLEL"/>.</summary>
    public int InterOpNumThreads
    {
        get;
        set => _api.Check(_api.SetInterOpNumThreads(Handle.Pointer, field = value));
    }

    /// <summary>How far the graph is rewritten; all by default.</summary>
    public GraphOptimizationLevel GraphOptimizationLevel
    {
        get;
        set => _api.Check(_api.SetSessionGraphOptimizationLevel(Handle.Pointer, (int)(field = value)));
    } = GraphOptimizationLevel.ORT_ENABLE_ALL;

    /// <summary>Sequential by default.</summary>
    public ExecutionMode ExecutionMode
    {
        get;
        set => _api.Check(_api.SetSessionExecutionMode(Handle.Pointer, (int)(field = value)));
    }

    /// <summary>From which severity on this session prints to standard error.</summary>
    public OrtLoggingLevel LogSeverityLevel
    {
        get;
        set => _api.Check(_api.SetSessionLogSeverityLevel(Handle.Pointer, (int)(field = value)));
    } = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;

    /// <summary>Where to write the rewritten model; empty (default) writes none.</summary>
    public string OptimizedModelFilePath
    {
        get;
        set
        {
            fixed (byte* path = NativeText.Path(value))
                _api.Check(_api.SetOptimizedModelFilePath(Handle.Pointer, path));
            field = value;
        }
    } = "";

    /// <summary>Start of the profile's path, used when profiling is turned on.</summary>
    public string ProfileOutputPathPrefix { get; set; } = "onnxruntime_profile_";

    /// <summary>Records the time of every node; <see cref="InferenceSession.EndProfiling"/> writes it down.</summary>
    public bool EnableProfiling
    {
        get;
        set
        {
            fixed (byte* prefix = NativeText.Path(ProfileOutputPathPrefix))
                _api.Check(value ? _api.EnableProfiling(Handle.Pointer, prefix) : _api.DisableProfiling(Handle.Pointer));
            field = value;
        }
    }

    /// <summary>Sets one of the runtime's <c>session.*</c> settings.</summary>
    /// <exception cref="OnnxRuntimeException">Key or value is empty or too long.</exception>
    public void AddSessionConfigEntry(string configKey, string configValue)
    {
        fixed (byte* key = NativeText.Utf8(configKey), value = NativeText.Utf8(configValue))
            _api.Check(_api.AddSessionConfigEntry(Handle.Pointer, key, value));
    }

    public void Dispose() => Handle.Dispose();
}
