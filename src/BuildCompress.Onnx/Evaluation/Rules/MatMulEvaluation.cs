using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Evaluation.Rules;

/// <summary>MatMul of two matrices.</summary>
internal sealed class MatMulEvaluation : EvaluationRule
{
    /// <summary>Larger products are left to the runtime: a file of a few numbers must not cost seconds.</summary>
    private const long MaxMultiplications = 100_000_000;

    public override IReadOnlyList<string> Operators => ["MatMul"];

    public override long[]? Shape(Node node, IReadOnlyList<ConstantTensor> inputs) =>
        inputs is [{ Dims: [var rows, var inner] }, { Element: ElementType.Float32, Dims: [var height, var columns] }]
        && inner == height && (Int128)rows * inner * columns <= MaxMultiplications ? [rows, columns] : null;

    public override void Evaluate(Node node, IReadOnlyList<ConstantTensor> inputs, IReadOnlyList<long> shape, Span<float> result)
    {
        var a = inputs[0].AsSpan<float>();
        var b = inputs[1].AsSpan<float>();
        var (columns, inner) = ((int)shape[1], (int)inputs[0].Dims[1]);
        var sums = new double[columns];
        for (var row = 0; row < shape[0]; row++)
        {
            Array.Clear(sums);
            for (var k = 0; k < inner; k++)
            {
                for (var column = 0; column < columns; column++)
                    sums[column] += (double)a[(row * inner) + k] * b[(k * columns) + column];
            }

            for (var column = 0; column < columns; column++)
                result[(row * columns) + column] = (float)sums[column];
        }
    }
}
