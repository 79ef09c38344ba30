using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Gelu: x times the normal distribution function of x, or its approximation by tanh (Hendrycks and Gimpel, 2016).</summary>
internal sealed class GeluLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Gelu"];

    public Step Lower(Node node, LoweringContext context)
    {
        var approximate = node.Text("approximate", "none") == "tanh";
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame =>
        {
            var input = frame[x];
            var share = approximate
                ? ((input + (input.pow(3) * 0.044715)) * Math.Sqrt(2 / Math.PI)).tanh()
                : (input * Math.Sqrt(0.5)).erf();
            frame[y] = input * 0.5 * (share + 1);
        };
    }
}
