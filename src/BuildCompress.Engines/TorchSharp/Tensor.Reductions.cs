using static BuildCompress.Engines.TorchSharp.PInvoke.NativeMethods;

namespace BuildCompress.Engines.TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Take(bct_sum(Handle, Code(type)), this);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* dims = dim) return Take(bct_sum_dim(Handle, dims, dim.Length, keepdim ? 1 : 0, Code(type)), this);
        }

        public Tensor mean() => Take(bct_mean(Handle), this);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* dims = dimensions) return Take(bct_mean_dim(Handle, dims, dimensions.Length, keepdim ? 1 : 0, Code(type)), this);
        }

        public Tensor var(bool unbiased = true) => Take(bct_var(Handle, unbiased ? 1 : 0), this);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false)
        {
            fixed (long* dims = dimensions) return Take(bct_var_dim(Handle, dims, dimensions.Length, unbiased ? 1 : 0, keepdim ? 1 : 0), this);
        }

        public Tensor std(bool unbiased = true) => var(unbiased).sqrt();

        public Tensor norm(float p = 2) => Take(bct_norm(Handle, p), this);

        public Tensor max() => Take(bct_max(Handle), this);

        public Tensor max(Tensor other) => maximum(other);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false)
        {
            nint values, indices;
            Check(bct_max_dim(Handle, dim, keepdim ? 1 : 0, &values, &indices), this);
            return (new Tensor(values), new Tensor(indices));
        }

        public Tensor min() => Take(bct_min(Handle), this);

        public Tensor min(Tensor other) => minimum(other);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false)
        {
            nint values, indices;
            Check(bct_min_dim(Handle, dim, keepdim ? 1 : 0, &values, &indices), this);
            return (new Tensor(values), new Tensor(indices));
        }

        public Tensor amax(params long[] dims) => amax(dims, false);

        public Tensor amax(long[] dims, bool keepdim = false)
        {
            fixed (long* pointer = dims) return Take(bct_amax(Handle, pointer, dims.Length, keepdim ? 1 : 0), this);
        }

        public Tensor amin(params long[] dims) => amin(dims, false);

        public Tensor amin(long[] dims, bool keepdim = false)
        {
            fixed (long* pointer = dims) return Take(bct_amin(Handle, pointer, dims.Length, keepdim ? 1 : 0), this);
        }

        public Tensor argmax() => Take(bct_argmax(Handle), this);

        public Tensor argmax(long dim, bool keepdim = false) => Take(bct_argmax_dim(Handle, dim, keepdim ? 1 : 0), this);

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true)
        {
            nint values, indices;
            Check(bct_topk(Handle, k, dim, largest ? 1 : 0, sorted ? 1 : 0, &values, &indices), this);
            return (new Tensor(values), new Tensor(indices));
        }

        public Tensor argsort(long dim = -1, bool descending = false) => Take(bct_argsort(Handle, dim, descending ? 1 : 0), this);

        private static long Code(ScalarType? type) => type is { } value ? (long)value : -1;
    }
}
