using static BuildCompress.Engines.TorchSharp.PInvoke.NativeMethods;

namespace BuildCompress.Engines.TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>The raw memory of a contiguous tensor. Valid while the tensor lives.</summary>
        /// <exception cref="InvalidOperationException">The tensor is not contiguous.</exception>
        public Span<byte> bytes
        {
            get
            {
                if (!is_contiguous()) throw new InvalidOperationException("Only a contiguous tensor has its bytes in order; call contiguous().");
                var length = checked((int)(numel() * bct_element_size(Handle)));
                return new Span<byte>((void*)bct_data(Handle), length);
            }

            set
            {
                if (value.Length != bytes.Length)
                    throw new ArgumentException($"The tensor has {bytes.Length} bytes, not {value.Length}.", nameof(value));
                value.CopyTo(bytes);
            }
        }

        /// <summary>Typed access to the elements in the order of their indices. One copy of memory, also for another memory layout.</summary>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the element type.</exception>
        public TensorAccessor<T> data<T>()
            where T : unmanaged => new(this);

        public Tensor contiguous() => Take(bct_contiguous(Handle), this);

        public Tensor cpu() => this;

        public Tensor clone() => Take(bct_clone(Handle), this);

        /// <summary>A second handle to the same tensor.</summary>
        public Tensor alias() => Take(bct_alias(Handle), this);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to_type(type, copy, disposeAfter, non_blocking);

        /// <summary>This tensor with another element type; itself under a new handle where it has that type already.</summary>
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            var result = Take(bct_to_type(Handle, (int)type, copy ? 1 : 0), this);
            if (disposeAfter) Dispose();
            return result;
        }

        public Tensor copy_(Tensor source, bool nonBlocking = false) => InPlace(bct_copy_(Handle, source.Handle), source);

        /// <summary>Lets this tensor stand for the memory of another.</summary>
        public Tensor set_(Tensor source) => InPlace(bct_set_(Handle, source.Handle), source);

        public Tensor fill_(Scalar value) => InPlace(bct_fill_(Handle, value.Native));

        public Tensor zero_() => InPlace(bct_zero_(Handle));
    }
}
