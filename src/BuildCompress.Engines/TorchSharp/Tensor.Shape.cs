using static BuildCompress.Engines.TorchSharp.PInvoke.NativeMethods;

namespace BuildCompress.Engines.TorchSharp;

public static partial class torch
{
    /// <summary>Views and rearrangements. A view shares its tensor's memory and keeps it alive.</summary>
    public unsafe partial class Tensor
    {
        public Tensor this[long i1] => select(0, i1);

        /// <summary>A view where the memory allows it, else a copy. One dimension may be -1.</summary>
        public Tensor reshape(params long[] shape)
        {
            fixed (long* pointer = shape) return Take(bct_reshape(Handle, pointer, shape.Length), this);
        }

        public Tensor view(params long[] shape)
        {
            fixed (long* pointer = shape) return Take(bct_view(Handle, pointer, shape.Length), this);
        }

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Take(bct_flatten(Handle, start_dim, end_dim), this);

        public Tensor permute(params long[] permutation)
        {
            fixed (long* pointer = permutation) return Take(bct_permute(Handle, pointer, permutation.Length), this);
        }

        /// <summary>Drops dimensions of size 1: the one named, or all.</summary>
        public Tensor squeeze(long? dim = null) => Take(dim is { } d ? bct_squeeze_dim(Handle, d) : bct_squeeze(Handle), this);

        public Tensor unsqueeze(long dim) => Take(bct_unsqueeze(Handle, dim), this);

        public Tensor expand(params long[] sizes) => expand(sizes, false);

        public Tensor expand(long[] sizes, bool isImplicit = false)
        {
            fixed (long* pointer = sizes) return Take(bct_expand(Handle, pointer, sizes.Length, isImplicit ? 1 : 0), this);
        }

        public Tensor repeat(params long[] sizes)
        {
            fixed (long* pointer = sizes) return Take(bct_repeat(Handle, pointer, sizes.Length), this);
        }

        /// <summary>Every <paramref name="step"/>-th index from <paramref name="start"/> up to, not including, <paramref name="finish"/>.</summary>
        public Tensor slice(long dim, long start, long finish, long step) => Take(bct_slice(Handle, dim, start, finish, step), this);

        public Tensor narrow(long dim, long start, long length) => Take(bct_narrow(Handle, dim, start, length), this);

        public Tensor select(long dim, long index) => Take(bct_select(Handle, dim, index), this);

        /// <param name="dim">Dimension to pick along.</param>
        /// <param name="index">[k] of int32 or int64: the indices kept, in this order.</param>
        public Tensor index_select(long dim, Tensor index) => Take(bct_index_select(Handle, dim, index.Handle), this, index);

        public Tensor gather(long dim, Tensor index) => Take(bct_gather(Handle, dim, index.Handle), this, index);

        public Tensor flip(params long[] dims)
        {
            fixed (long* pointer = dims) return Take(bct_flip(Handle, pointer, dims.Length), this);
        }
    }
}
