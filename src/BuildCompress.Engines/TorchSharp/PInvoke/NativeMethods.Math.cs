using System.Runtime.InteropServices;

namespace BuildCompress.Engines.TorchSharp.PInvoke;

/// <summary>Exports of <c>native/math.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint bct_neg(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_abs(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_sign(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_sqrt(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_rsqrt(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_reciprocal(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_square(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_exp(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_erf(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_log(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_floor(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_relu(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_sigmoid(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_tanh(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_mul(nint self, nint other);

    [LibraryImport(Library)]
    internal static partial nint bct_pow(nint self, nint other);

    [LibraryImport(Library)]
    internal static partial nint bct_maximum(nint self, nint other);

    [LibraryImport(Library)]
    internal static partial nint bct_minimum(nint self, nint other);

    [LibraryImport(Library)]
    internal static partial nint bct_matmul(nint self, nint other);

    [LibraryImport(Library)]
    internal static partial nint bct_mm(nint self, nint other);

    [LibraryImport(Library)]
    internal static partial nint bct_bmm(nint self, nint other);

    [LibraryImport(Library)]
    internal static partial nint bct_eq(nint self, nint other);

    [LibraryImport(Library)]
    internal static partial nint bct_ne(nint self, nint other);

    [LibraryImport(Library)]
    internal static partial nint bct_lt(nint self, nint other);

    [LibraryImport(Library)]
    internal static partial nint bct_le(nint self, nint other);

    [LibraryImport(Library)]
    internal static partial nint bct_gt(nint self, nint other);

    [LibraryImport(Library)]
    internal static partial nint bct_ge(nint self, nint other);

    [LibraryImport(Library)]
    internal static partial nint bct_mul_scalar(nint self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial nint bct_pow_scalar(nint self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial nint bct_eq_scalar(nint self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial nint bct_ne_scalar(nint self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial nint bct_lt_scalar(nint self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial nint bct_le_scalar(nint self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial nint bct_gt_scalar(nint self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial nint bct_ge_scalar(nint self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial int bct_mul_(nint self, nint other);

    [LibraryImport(Library)]
    internal static partial int bct_mul_scalar_(nint self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial int bct_div_(nint self, nint other);

    [LibraryImport(Library)]
    internal static partial int bct_div_scalar_(nint self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial nint bct_add(nint self, nint other, NativeScalar alpha);

    [LibraryImport(Library)]
    internal static partial nint bct_add_scalar(nint self, NativeScalar other, NativeScalar alpha);

    [LibraryImport(Library)]
    internal static partial int bct_add_(nint self, nint other, NativeScalar alpha);

    [LibraryImport(Library)]
    internal static partial int bct_add_scalar_(nint self, NativeScalar other, NativeScalar alpha);

    [LibraryImport(Library)]
    internal static partial nint bct_sub(nint self, nint other);

    [LibraryImport(Library)]
    internal static partial nint bct_sub_scalar(nint self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial nint bct_rsub_scalar(nint self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial int bct_sub_(nint self, nint other);

    [LibraryImport(Library)]
    internal static partial int bct_sub_scalar_(nint self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial nint bct_div(nint self, nint other, int roundingMode);

    [LibraryImport(Library)]
    internal static partial nint bct_div_scalar(nint self, NativeScalar other, int roundingMode);

    [LibraryImport(Library)]
    internal static partial nint bct_round(nint self, long decimals);

    [LibraryImport(Library)]
    internal static partial int bct_relu_(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_clamp(nint self, NativeScalar* min, NativeScalar* max);

    [LibraryImport(Library)]
    internal static partial int bct_clamp_(nint self, NativeScalar* min, NativeScalar* max);

    [LibraryImport(Library)]
    internal static partial nint bct_clamp_tensor(nint self, nint min, nint max);

    [LibraryImport(Library)]
    internal static partial nint bct_where(nint condition, nint x, nint y);

    [LibraryImport(Library)]
    internal static partial nint bct_masked_fill(nint self, nint mask, NativeScalar value);
}
