using static BuildCompress.Engines.TorchSharp.PInvoke.NativeMethods;

namespace BuildCompress.Engines.TorchSharp;

public static partial class torch
{
    /// <summary>Element-wise comparison with broadcasting; the result holds bools.</summary>
    public unsafe partial class Tensor
    {
        public Tensor eq(Tensor target) => Take(bct_eq(Handle, target.Handle), this, target);

        public Tensor eq(Scalar target) => Take(bct_eq_scalar(Handle, target.Native), this);

        public Tensor ne(Tensor target) => Take(bct_ne(Handle, target.Handle), this, target);

        public Tensor ne(Scalar target) => Take(bct_ne_scalar(Handle, target.Native), this);

        public Tensor lt(Tensor target) => Take(bct_lt(Handle, target.Handle), this, target);

        public Tensor lt(Scalar target) => Take(bct_lt_scalar(Handle, target.Native), this);

        public Tensor le(Tensor target) => Take(bct_le(Handle, target.Handle), this, target);

        public Tensor le(Scalar target) => Take(bct_le_scalar(Handle, target.Native), this);

        public Tensor gt(Tensor target) => Take(bct_gt(Handle, target.Handle), this, target);

        public Tensor gt(Scalar target) => Take(bct_gt_scalar(Handle, target.Native), this);

        public Tensor ge(Tensor target) => Take(bct_ge(Handle, target.Handle), this, target);

        public Tensor ge(Scalar target) => Take(bct_ge_scalar(Handle, target.Native), this);
    }
}
