using System.Runtime.InteropServices;
using BuildCompress.Engines.Loading;

namespace BuildCompress.IntegrationTests.Costs;

/// <summary>
/// Counts what ONNX Runtime allocates: registered with the runtime's environment, it serves every session with the setting
/// <c>session.use_env_allocators</c>, without an arena that would round and keep blocks. One per process.
/// </summary>
internal static unsafe class AllocationMeter
{
    // Slots of the C API's table, which never change.
    private const int CreateEnv = 3, CreateCpuMemoryInfo = 69, RegisterAllocator = 176;
    private const int Alignment = 64;

    private static readonly Lazy<bool> Registered = new(Register);
    private static long live;
    private static long peak;

    /// <summary>Options of a session whose memory is counted.</summary>
    public static SessionOptions Options()
    {
        Assert.True(Registered.Value);
        var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        options.AddSessionConfigEntry("session.use_env_allocators", "1");
        return options;
    }

    /// <summary>Most bytes that were allocated at once while <paramref name="run"/> ran, beyond those before it.</summary>
    public static long PeakDuring(Action run)
    {
        var before = Interlocked.Read(ref live);
        Interlocked.Exchange(ref peak, before);
        run();
        return Interlocked.Read(ref peak) - before;
    }

    private static bool Register()
    {
        var library = NativeLibraries.Load("libonnxruntime.so.1");
        var table = ((delegate* unmanaged<nint*>)NativeLibrary.GetExport(library, "OrtGetApiBase"))();
        var api = ((delegate* unmanaged<uint, nint*>)table[0])(17);
        nint env, memory;
        fixed (byte* name = "meter\0"u8)
            Assert.Equal(0, ((delegate* unmanaged<int, byte*, nint*, nint>)api[CreateEnv])(4, name, &env));
        Assert.Equal(0, ((delegate* unmanaged<int, int, nint*, nint>)api[CreateCpuMemoryInfo])(0, 0, &memory));
        var allocator = (Allocator*)NativeMemory.AllocZeroed((nuint)sizeof(Allocator));
        *allocator = new Allocator { Version = 17, Allocate = &Allocate, Free = &Free, Info = &Info, Memory = memory };
        Assert.Equal(0, ((delegate* unmanaged<nint, Allocator*, nint>)api[RegisterAllocator])(env, allocator));
        return true;
    }

    [UnmanagedCallersOnly]
    private static void* Allocate(Allocator* self, nuint size)
    {
        var block = (byte*)NativeMemory.AlignedAlloc(size + Alignment, Alignment);
        *(nuint*)block = size;
        var now = Interlocked.Add(ref live, (long)size);
        for (var seen = Interlocked.Read(ref peak); now > seen; seen = Interlocked.Read(ref peak))
            Interlocked.CompareExchange(ref peak, now, seen);
        return block + Alignment;
    }

    [UnmanagedCallersOnly]
    private static void Free(Allocator* self, void* data)
    {
        if (data is null)
            return;
        var block = (byte*)data - Alignment;
        Interlocked.Add(ref live, -(long)*(nuint*)block);
        NativeMemory.AlignedFree(block);
    }

    [UnmanagedCallersOnly]
    private static nint Info(Allocator* self) => self->Memory;

    /// <summary>The runtime's <c>OrtAllocator</c>, and behind it what is ours.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Allocator
    {
        public uint Version;
        public delegate* unmanaged<Allocator*, nuint, void*> Allocate;
        public delegate* unmanaged<Allocator*, void*, void> Free;
        public delegate* unmanaged<Allocator*, nint> Info;
        public nint Memory;
    }
}
