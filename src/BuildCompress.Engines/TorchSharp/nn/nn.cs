namespace BuildCompress.Engines.TorchSharp;

public static partial class torch
{
    /// <summary>Modules, layers as functions, initialisers.</summary>
    public static partial class nn
    {
        /// <summary>What a loss does with its terms.</summary>
        public enum Reduction : long
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
    }
}
