#nullable enable
using System;
using System.Collections.Generic;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor : IDisposable
    {
        internal Tensor()
        {
        }

        public static long TotalCount => throw null!;

        public IntPtr Handle => throw null!;

        public bool IsInvalid => throw null!;

        public long[] shape => throw null!;

        public long ndim => throw null!;

        public ScalarType dtype => throw null!;

        public Device device => throw null!;

        public Tensor? grad { get => throw null!; set => throw null!; }

        public bool requires_grad { get => throw null!; set => throw null!; }

        public bool is_leaf => throw null!;

        public Span<byte> bytes { get => throw null!; set => throw null!; }

        public void Dispose() => throw null!;

        protected virtual void Dispose(bool disposing) => throw null!;

        public Tensor DetachFromDisposeScope() => throw null!;

        public Tensor MoveToOuterDisposeScope() => throw null!;

        public Tensor MoveToOtherDisposeScope(DisposeScope? other) => throw null!;

        public Tensor MoveToOtherDisposeScope(Tensor other) => throw null!;

        public Tensor requires_grad_(bool requires_grad = true) => throw null!;

        public Tensor with_requires_grad(bool requires_grad = true) => throw null!;

        public Tensor detach() => throw null!;

        public Tensor detach_() => throw null!;

        public Tensor clone() => throw null!;

        public Tensor alias() => throw null!;

        public void backward() => throw null!;

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) => throw null!;

        public long[] size() => throw null!;

        public long size(int dim) => throw null!;

        public long[] stride() => throw null!;

        public long stride(int dim) => throw null!;

        public long dim() => throw null!;

        public long numel() => throw null!;

        public T item<T>()
            where T : unmanaged => throw null!;

        public Scalar ToScalar() => throw null!;

        public TensorAccessor<T> data<T>()
            where T : unmanaged => throw null!;

        public Tensor copy_(Tensor source, bool nonBlocking = false) => throw null!;

        public Tensor set_(Tensor source) => throw null!;

        public Tensor fill_(Scalar value) => throw null!;

        public Tensor zero_() => throw null!;

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => throw null!;

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => throw null!;

        public Tensor cpu() => throw null!;

        public Tensor contiguous() => throw null!;

        public bool is_contiguous() => throw null!;
    }
}
