namespace TorchSharp
{
    public static partial class torch
    {
        public partial class Tensor
        {
        }
    }
}

namespace TorchSharp.Modules
{
    public class Parameter : torch.Tensor
    {
    }
}
