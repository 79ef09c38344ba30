using System.Runtime.InteropServices;
using BuildCompress.Engines.Loading;

namespace BuildCompress.Engines.OnnxRuntime;

/// <summary>
/// The C API of ONNX Runtime: one exported function gives an append-only table of function pointers, so a slot's number never changes.
/// Functions return an <c>OrtStatus*</c>, null for success, unless they release something.
/// </summary>
internal sealed unsafe class OrtApi
{
    /// <summary>The table of this release holds every slot used here, and so does that of any later release.</summary>
    private const uint LowestApiVersion = 17;

    private static readonly Lazy<OrtApi> Loaded = new(() => new OrtApi());

    public static OrtApi Instance => Loaded.Value;

    // Errors
    private readonly delegate* unmanaged[Cdecl]<nint, int> _getErrorCode;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*> _getErrorMessage;
    private readonly delegate* unmanaged[Cdecl]<nint, void> _releaseStatus;

    // Environment
    public readonly delegate* unmanaged[Cdecl]<int, byte*, nint*, nint> CreateEnv;

    // Session options
    public readonly delegate* unmanaged[Cdecl]<nint*, nint> CreateSessionOptions;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint> SetOptimizedModelFilePath;
    public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetSessionExecutionMode;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint> EnableProfiling;
    public readonly delegate* unmanaged[Cdecl]<nint, nint> DisableProfiling;
    public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetSessionLogSeverityLevel;
    public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetSessionGraphOptimizationLevel;
    public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetIntraOpNumThreads;
    public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetInterOpNumThreads;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint> AddSessionConfigEntry;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseSessionOptions;

    // Session
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint, nint*, nint> CreateSession;
    public readonly delegate* unmanaged[Cdecl]<nint, void*, nuint, nint, nint*, nint> CreateSessionFromArray;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint> Run;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> SessionGetInputCount;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> SessionGetOutputCount;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> SessionGetInputTypeInfo;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> SessionGetOutputTypeInfo;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> SessionGetInputName;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> SessionGetOutputName;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, byte**, nint> SessionEndProfiling;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseSession;

    // Run options
    public readonly delegate* unmanaged[Cdecl]<nint*, nint> CreateRunOptions;
    public readonly delegate* unmanaged[Cdecl]<nint, nint> RunOptionsSetTerminate;
    public readonly delegate* unmanaged[Cdecl]<nint, nint> RunOptionsUnsetTerminate;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseRunOptions;

    // Values
    public readonly delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, int, nint*, nint> CreateTensorWithDataAsOrtValue;
    public readonly delegate* unmanaged[Cdecl]<nint, void**, nint> GetTensorMutableData;
    public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> GetTensorTypeAndShape;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseValue;

    // Types and shapes. The result of CastTypeInfoToTensorInfo is borrowed: releasing it aborts the process.
    public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> CastTypeInfoToTensorInfo;
    public readonly delegate* unmanaged[Cdecl]<nint, int*, nint> GetTensorElementType;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> GetDimensionsCount;
    public readonly delegate* unmanaged[Cdecl]<nint, long*, nuint, nint> GetDimensions;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseTypeInfo;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseTensorTypeAndShapeInfo;

    // Memory
    private readonly delegate* unmanaged[Cdecl]<int, int, nint*, nint> _createCpuMemoryInfo;
    private readonly delegate* unmanaged[Cdecl]<nint, void*, nint> _allocatorFree;
    private readonly delegate* unmanaged[Cdecl]<nint*, nint> _getAllocatorWithDefaultOptions;

    private OrtApi()
    {
        var library = NativeLibraries.Load(LibraryFile);
        var apiBase = ((delegate* unmanaged[Cdecl]<nint*>)NativeLibrary.GetExport(library, "OrtGetApiBase"))();
        Version = NativeText.Read(((delegate* unmanaged[Cdecl]<byte*>)apiBase[1])());
        var slot = ((delegate* unmanaged[Cdecl]<uint, nint*>)apiBase[0])(LowestApiVersion);
        if (slot is null)
            throw new DllNotFoundException($"ONNX Runtime {Version} is too old: 1.{LowestApiVersion} or newer is needed.");

        _getErrorCode = (delegate* unmanaged[Cdecl]<nint, int>)slot[1];
        _getErrorMessage = (delegate* unmanaged[Cdecl]<nint, byte*>)slot[2];
        CreateEnv = (delegate* unmanaged[Cdecl]<int, byte*, nint*, nint>)slot[3];
        CreateSession = (delegate* unmanaged[Cdecl]<nint, byte*, nint, nint*, nint>)slot[7];
        CreateSessionFromArray = (delegate* unmanaged[Cdecl]<nint, void*, nuint, nint, nint*, nint>)slot[8];
        Run = (delegate* unmanaged[Cdecl]<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)slot[9];
        CreateSessionOptions = (delegate* unmanaged[Cdecl]<nint*, nint>)slot[10];
        SetOptimizedModelFilePath = (delegate* unmanaged[Cdecl]<nint, byte*, nint>)slot[11];
        SetSessionExecutionMode = (delegate* unmanaged[Cdecl]<nint, int, nint>)slot[13];
        EnableProfiling = (delegate* unmanaged[Cdecl]<nint, byte*, nint>)slot[14];
        DisableProfiling = (delegate* unmanaged[Cdecl]<nint, nint>)slot[15];
        SetSessionLogSeverityLevel = (delegate* unmanaged[Cdecl]<nint, int, nint>)slot[22];
        SetSessionGraphOptimizationLevel = (delegate* unmanaged[Cdecl]<nint, int, nint>)slot[23];
        SetIntraOpNumThreads = (delegate* unmanaged[Cdecl]<nint, int, nint>)slot[24];
        SetInterOpNumThreads = (delegate* unmanaged[Cdecl]<nint, int, nint>)slot[25];
        SessionGetInputCount = (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)slot[30];
        SessionGetOutputCount = (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)slot[31];
        SessionGetInputTypeInfo = (delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)slot[33];
        SessionGetOutputTypeInfo = (delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)slot[34];
        SessionGetInputName = (delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint>)slot[36];
        SessionGetOutputName = (delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint>)slot[37];
        CreateRunOptions = (delegate* unmanaged[Cdecl]<nint*, nint>)slot[39];
        RunOptionsSetTerminate = (delegate* unmanaged[Cdecl]<nint, nint>)slot[46];
        RunOptionsUnsetTerminate = (delegate* unmanaged[Cdecl]<nint, nint>)slot[47];
        CreateTensorWithDataAsOrtValue = (delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, int, nint*, nint>)slot[49];
        GetTensorMutableData = (delegate* unmanaged[Cdecl]<nint, void**, nint>)slot[51];
        CastTypeInfoToTensorInfo = (delegate* unmanaged[Cdecl]<nint, nint*, nint>)slot[55];
        GetTensorElementType = (delegate* unmanaged[Cdecl]<nint, int*, nint>)slot[60];
        GetDimensionsCount = (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)slot[61];
        GetDimensions = (delegate* unmanaged[Cdecl]<nint, long*, nuint, nint>)slot[62];
        GetTensorTypeAndShape = (delegate* unmanaged[Cdecl]<nint, nint*, nint>)slot[65];
        _createCpuMemoryInfo = (delegate* unmanaged[Cdecl]<int, int, nint*, nint>)slot[69];
        _allocatorFree = (delegate* unmanaged[Cdecl]<nint, void*, nint>)slot[76];
        _getAllocatorWithDefaultOptions = (delegate* unmanaged[Cdecl]<nint*, nint>)slot[78];
        _releaseStatus = (delegate* unmanaged[Cdecl]<nint, void>)slot[93];
        ReleaseSession = (delegate* unmanaged[Cdecl]<nint, void>)slot[95];
        ReleaseValue = (delegate* unmanaged[Cdecl]<nint, void>)slot[96];
        ReleaseRunOptions = (delegate* unmanaged[Cdecl]<nint, void>)slot[97];
        ReleaseTypeInfo = (delegate* unmanaged[Cdecl]<nint, void>)slot[98];
        ReleaseTensorTypeAndShapeInfo = (delegate* unmanaged[Cdecl]<nint, void>)slot[99];
        ReleaseSessionOptions = (delegate* unmanaged[Cdecl]<nint, void>)slot[100];
        SessionEndProfiling = (delegate* unmanaged[Cdecl]<nint, nint, byte**, nint>)slot[110];
        AddSessionConfigEntry = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint>)slot[130];

        const int arenaAllocator = 1, defaultMemory = 0;
        nint memory, allocator;
        Check(_createCpuMemoryInfo(arenaAllocator, defaultMemory, &memory));
        Check(_getAllocatorWithDefaultOptions(&allocator));
        (CpuMemory, Allocator) = (memory, allocator);
    }

    /// <summary>The runtime's own version, e.g. <c>1.30.0</c>.</summary>
    public string Version { get; }

    /// <summary>Describes ordinary memory; lives as long as the process.</summary>
    public nint CpuMemory { get; }

    /// <summary>The allocator of strings the runtime hands out; belongs to the runtime.</summary>
    public nint Allocator { get; }

    /// <summary>Turns a status into an exception and releases it.</summary>
    /// <exception cref="OnnxRuntimeException">The status reports an error.</exception>
    public void Check(nint status)
    {
        if (status == 0)
            return;
        var error = new OnnxRuntimeException((ErrorCode)_getErrorCode(status), NativeText.Read(_getErrorMessage(status)));
        _releaseStatus(status);
        throw error;
    }

    /// <summary>Copies a string the runtime allocated and frees the original.</summary>
    public string TakeString(byte* text)
    {
        var copy = NativeText.Read(text);
        Check(_allocatorFree(Allocator, text));
        return copy;
    }

    private static string LibraryFile =>
        OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.1.dylib" : "libonnxruntime.so.1";
}
