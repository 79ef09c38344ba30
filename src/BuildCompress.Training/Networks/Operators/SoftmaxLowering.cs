using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Softmax and LogSoftmax over one axis; before opset 13 over all axes from <c>axis</c> on together.</summary>
internal sealed class SoftmaxLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Softmax", "LogSoftmax"];

    public Step Lower(Node node, LoweringContext context)
    {
        var joined = context.Opset < 13;
        var axis = (int)node.Int("axis", joined ? 1 : -1);
        Func<Tensor, long, Tensor> normalise = node.OpType == "Softmax" ? (x, dim) => nn.functional.softmax(x, dim) : nn.functional.log_softmax;
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame =>
        {
            if (!joined)
            {
                frame[y] = normalise(frame[x], axis);
                return;
            }

            var shape = frame[x].shape;
            using var flat = frame[x].reshape([.. shape.AsSpan(0, axis < 0 ? axis + shape.Length : axis), -1]);
            using var result = normalise(flat, -1);
            frame[y] = result.reshape(shape);
        };
    }
}
