using static BuildCompress.Engines.TorchSharp.PInvoke.NativeMethods;

namespace BuildCompress.Engines.TorchSharp;

public static partial class torch
{
    /// <summary>Gradients of tensors with respect to tensors.</summary>
    public static unsafe class autograd
    {
        /// <summary>Adds gradients to every leaf that <paramref name="tensors"/> depend on, or only to <paramref name="inputs"/>.</summary>
        public static void backward(
            IList<Tensor> tensors,
            IList<Tensor>? grad_tensors = null,
            bool? retain_graph = null,
            bool create_graph = false,
            IList<Tensor>? inputs = null)
        {
            var roots = Handles(tensors);
            var gradients = Handles(grad_tensors);
            var leaves = Handles(inputs);
            fixed (nint* rootsPointer = roots, gradientsPointer = gradients, leavesPointer = leaves)
            {
                Check(bct_backward(
                    rootsPointer, roots.Length, gradientsPointer, gradients.Length, (retain_graph ?? create_graph) ? 1 : 0, create_graph ? 1 : 0, leavesPointer, leaves.Length));
            }

            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        /// <summary>The gradients of the sum of <paramref name="outputs"/> with respect to each input; touches no <c>grad</c>.</summary>
        public static IList<Tensor> grad(
            IList<Tensor> outputs,
            IList<Tensor> inputs,
            IList<Tensor>? grad_outputs = null,
            bool retain_graph = false,
            bool create_graph = false,
            bool allow_unused = false)
        {
            var roots = Handles(outputs);
            var leaves = Handles(inputs);
            var gradients = Handles(grad_outputs);
            var results = new nint[leaves.Length];
            fixed (nint* rootsPointer = roots, leavesPointer = leaves, gradientsPointer = gradients, resultsPointer = results)
            {
                Check(bct_autograd_grad(
                    rootsPointer, roots.Length, leavesPointer, leaves.Length, gradientsPointer, gradients.Length, retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, resultsPointer));
            }

            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return Array.ConvertAll(results, result => result == 0 ? null! : new Tensor(result));
        }
    }

    internal static nint[] Handles(IList<Tensor>? tensors)
    {
        if (tensors is null) return [];
        var handles = new nint[tensors.Count];
        for (var i = 0; i < handles.Length; i++) handles[i] = tensors[i].Handle;
        return handles;
    }
}
