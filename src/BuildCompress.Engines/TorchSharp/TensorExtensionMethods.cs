namespace BuildCompress.Engines.TorchSharp;

/// <summary>Tensors as parameters.</summary>
public static class TensorExtensionMethods
{
    public static Parameter AsParameter(this torch.Tensor tensor) => new(tensor);
}
