using BuildCompress.Engines.TorchSharp.PInvoke;

namespace BuildCompress.Engines.Libtorch;

/// <summary>
/// While open, convolutions and linear layers compute in bfloat16 from float32 weights: about 1.5 times the training speed on processors with
/// bfloat16 instructions, slower on others. Holds for its thread.
/// </summary>
public static class Bfloat16Autocast
{
    /// <summary>Whether this build's provider has it.</summary>
    public static bool IsSupported => true;

    public static IDisposable Enter() => new Scope();

    /// <summary>Computes in the precision of the operands, whatever scope is open, until what is returned is disposed of; null where none is.</summary>
    public static IDisposable? Pause() => NativeMethods.bct_is_autocast_bf16() == 0 ? null : new Interval();

    private sealed class Scope : IDisposable
    {
        private readonly int before = NativeMethods.bct_is_autocast_bf16();
        private bool open = true;

        internal Scope() => NativeMethods.Check(NativeMethods.bct_enter_autocast_bf16());

        public void Dispose()
        {
            if (!open) return;
            open = false;
            NativeMethods.Check(NativeMethods.bct_exit_autocast_bf16(before));
        }
    }

    private sealed class Interval : IDisposable
    {
        private bool open = true;

        internal Interval() => NativeMethods.bct_set_autocast_bf16(0);

        public void Dispose()
        {
            if (!open) return;
            open = false;
            NativeMethods.bct_set_autocast_bf16(1);
        }
    }
}
