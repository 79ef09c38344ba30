using static BuildCompress.Engines.TorchSharp.PInvoke.NativeMethods;

namespace BuildCompress.Engines.TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>The gradient that backward passes have accumulated here; null before the first. Each read is a new handle.</summary>
        public Tensor? grad
        {
            get
            {
                nint result;
                Check(bct_grad(Handle, &result), this);
                return result == 0 ? null : new Tensor(result);
            }

            set => Check(bct_set_grad(Handle, value is null ? 0 : value.Handle), this, value);
        }

        public bool requires_grad
        {
            get
            {
                var required = bct_requires_grad(Handle) != 0;
                GC.KeepAlive(this);
                return required;
            }

            set => Check(bct_set_requires_grad(Handle, value ? 1 : 0), this);
        }

        public bool is_leaf
        {
            get
            {
                var leaf = bct_is_leaf(Handle) != 0;
                GC.KeepAlive(this);
                return leaf;
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>Keeps the gradient of a tensor that is no leaf.</summary>
        public void retain_grad() => Check(bct_retain_grad(Handle), this);

        /// <summary>The same memory outside the graph.</summary>
        public Tensor detach() => Take(bct_detach(Handle), this);

        public Tensor detach_() => InPlace(bct_detach_(Handle));

        /// <summary>Adds the gradient of this one-element tensor to every leaf it depends on.</summary>
        public void backward() => backward(null);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }
}
