using System.Runtime.CompilerServices;
using BuildCompress.Engines.TorchSharp.PInvoke;
using static BuildCompress.Engines.TorchSharp.PInvoke.NativeMethods;

namespace BuildCompress.Engines.TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public long ndim => dim();

        public long[] shape => size();

        public ScalarType dtype
        {
            get
            {
                var type = bct_dtype(Handle);
                GC.KeepAlive(this);
                return (ScalarType)type;
            }
        }

        public Device device => CPU;

        public long dim()
        {
            var count = bct_ndim(Handle);
            GC.KeepAlive(this);
            return count;
        }

        public long numel()
        {
            var count = bct_numel(Handle);
            GC.KeepAlive(this);
            return count;
        }

        public long[] size()
        {
            var result = new long[dim()];
            fixed (long* to = result) bct_shape(Handle, to);
            GC.KeepAlive(this);
            return result;
        }

        /// <param name="dim">Negative counts from the end.</param>
        public long size(int dim) => size()[dim < 0 ? dim + (int)ndim : dim];

        /// <summary>Elements to step over in memory, per dimension.</summary>
        public long[] stride()
        {
            var result = new long[dim()];
            fixed (long* to = result) bct_stride(Handle, to);
            GC.KeepAlive(this);
            return result;
        }

        public long stride(int dim) => stride()[dim < 0 ? dim + (int)ndim : dim];

        /// <summary>Whether elements lie in memory in the order of their indices, last index fastest.</summary>
        public bool is_contiguous()
        {
            var contiguous = bct_is_contiguous(Handle) != 0;
            GC.KeepAlive(this);
            return contiguous;
        }

        /// <summary>The value of a tensor of one element.</summary>
        public Scalar ToScalar()
        {
            NativeScalar value;
            Check(bct_item(Handle, &value), this);
            return new Scalar(value);
        }

        /// <inheritdoc cref="ToScalar"/>
        public T item<T>()
            where T : unmanaged
        {
            var value = ToScalar().Native;
            if (typeof(T) == typeof(float)) return As((float)value.AsDouble);
            if (typeof(T) == typeof(double)) return As(value.AsDouble);
            if (typeof(T) == typeof(long)) return As(value.AsLong);
            if (typeof(T) == typeof(int)) return As((int)value.AsLong);
            if (typeof(T) == typeof(byte)) return As((byte)value.AsLong);
            if (typeof(T) == typeof(sbyte)) return As((sbyte)value.AsLong);
            if (typeof(T) == typeof(bool)) return As(value.AsLong != 0);
            throw new NotSupportedException($"No tensor holds elements of type {typeof(T).Name}.");

            static T As<TValue>(TValue value)
                where TValue : unmanaged => Unsafe.BitCast<TValue, T>(value);
        }
    }
}
