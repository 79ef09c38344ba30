using System;
using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

public enum GraphOptimizationLevel
{
    ORT_DISABLE_ALL = 0,
    ORT_ENABLE_BASIC = 1,
    ORT_ENABLE_EXTENDED = 2,
    ORT_ENABLE_ALL = 99,
}

public enum ExecutionMode
{
    ORT_SEQUENTIAL = 0,
    ORT_PARALLEL = 1,
}

public enum OrtLoggingLevel
{
    ORT_LOGGING_LEVEL_VERBOSE = 0,
    ORT_LOGGING_LEVEL_INFO = 1,
    ORT_LOGGING_LEVEL_WARNING = 2,
    ORT_LOGGING_LEVEL_ERROR = 3,
    ORT_LOGGING_LEVEL_FATAL = 4,
}

public class SessionOptions : SafeHandle
{
    public SessionOptions()
        : base(IntPtr.Zero, true) => throw null;

    public override bool IsInvalid => throw null;

    public int IntraOpNumThreads { get => throw null; set => throw null; }

    public int InterOpNumThreads { get => throw null; set => throw null; }

    public GraphOptimizationLevel GraphOptimizationLevel { get => throw null; set => throw null; }

    public ExecutionMode ExecutionMode { get => throw null; set => throw null; }

    public OrtLoggingLevel LogSeverityLevel { get => throw null; set => throw null; }

    public string OptimizedModelFilePath { get => throw null; set => throw null; }

    public string ProfileOutputPathPrefix { get => throw null; set => throw null; }

    public bool EnableProfiling { get => throw null; set => throw null; }

    public void AddSessionConfigEntry(string configKey, string configValue) => throw null;

    protected override bool ReleaseHandle() => throw null;
}

public class RunOptions : SafeHandle
{
    public RunOptions()
        : base(IntPtr.Zero, true) => throw null;

    public override bool IsInvalid => throw null;

    public bool Terminate { get => throw null; set => throw null; }

    protected override bool ReleaseHandle() => throw null;
}
