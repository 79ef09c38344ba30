using static BuildCompress.Engines.TorchSharp.PInvoke.NativeMethods;

namespace BuildCompress.Engines.TorchSharp;

public static partial class torch
{
    /// <summary>Threads that one operation may use, in the whole process.</summary>
    public static void set_num_threads(int num) => Check(bct_set_num_threads(num));

    public static int get_num_threads() => bct_get_num_threads();

    /// <summary>Seeds the generator of the random factories and of dropout.</summary>
    public static void manual_seed(long seed) => Check(bct_manual_seed(seed));
}
