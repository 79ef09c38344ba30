#nullable enable
using System;
using System.Collections.Generic;

namespace TorchSharp;

public static partial class torch
{
    public enum ScalarType : sbyte
    {
        Byte = 0,
        Int8 = 1,
        Int16 = 2,
        Int32 = 3,
        Int64 = 4,
        Float16 = 5,
        Float32 = 6,
        Float64 = 7,
        ComplexFloat32 = 9,
        ComplexFloat64 = 10,
        Bool = 11,
        QInt8 = 12,
        QUInt8 = 13,
        QInt32 = 14,
        BFloat16 = 15,
    }

    public enum RoundingMode
    {
        None,
        trunc,
        floor,
    }

    public class Device
    {
        internal Device()
        {
        }
    }

    public class Generator : IDisposable
    {
        internal Generator()
        {
        }

        public void Dispose() => throw null!;
    }

    public static Generator manual_seed(long seed) => throw null!;

    public static void set_num_threads(int num) => throw null!;

    public static int get_num_threads() => throw null!;

    public static DisposeScope NewDisposeScope() => throw null!;

    public static DisposeScope? CurrentDisposeScope => throw null!;

    public static IDisposable no_grad() => throw null!;

    public static IDisposable enable_grad(bool enabled = true) => throw null!;

    public static bool is_grad_enabled() => throw null!;

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => throw null!;

    public static Tensor cat(Tensor[] tensors, long dim = 0) => throw null!;

    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => throw null!;

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => throw null!;

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => throw null!;

    public static Tensor[] where(Tensor condition) => throw null!;
}
