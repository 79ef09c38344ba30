namespace BuildCompress.Engines.TorchSharp.Modules;

/// <summary>
/// A tensor that training changes. Takes over the native tensor it is made from, which is empty afterwards, and belongs to no dispose scope:
/// its module, or its holder, disposes it.
/// </summary>
public class Parameter : torch.Tensor
{
    public Parameter(torch.Tensor data, bool requires_grad = true)
        : base(data.MoveHandle())
    {
        DetachFromDisposeScope();
        this.requires_grad = requires_grad;
    }
}
