using System.Collections.Frozen;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Networks.Operators;

namespace BuildCompress.Training.Networks;

/// <summary>The operators that run in libtorch. Adding one is a file and a line here.</summary>
internal static class OperatorLowerings
{
    private static readonly FrozenDictionary<string, IOperatorLowering> ByOperator = new IOperatorLowering[]
    {
        new AveragePoolLowering(), new BatchNormalizationLowering(), new BinaryLowering(), new CastLowering(), new ClipLowering(),
        new ConcatLowering(), new ConvLowering(), new ConvTransposeLowering(), new DepthToSpaceLowering(), new DropoutLowering(),
        new EluLowering(), new ExpandLowering(), new FlattenLowering(), new GatherLowering(), new GeluLowering(), new GemmLowering(),
        new GlobalPoolLowering(), new GroupNormalizationLowering(), new HardSigmoidLowering(), new IdentityLowering(),
        new LayerNormalizationLowering(), new LeakyReluLowering(), new MatMulLowering(), new MaxPoolLowering(), new PReluLowering(),
        new PadLowering(), new ReduceLowering(), new ReshapeLowering(), new ResizeLowering(), new ShapeLowering(), new SliceLowering(),
        new SoftmaxLowering(), new SplitLowering(), new SqueezeLowering(), new TransposeLowering(), new UnaryLowering(),
        new VariadicLowering(),
    }.SelectMany(lowering => lowering.Operators.Select(op => (op, lowering))).ToFrozenDictionary(p => p.op, p => p.lowering);

    /// <summary>The lowering of <paramref name="node"/>, or null when its operator is not known.</summary>
    public static IOperatorLowering? Of(Node node) => node.Domain is "" or "ai.onnx" ? ByOperator.GetValueOrDefault(node.OpType) : null;

    /// <summary>The lowering of <paramref name="node"/>.</summary>
    /// <exception cref="Core.Diagnostics.DiagnosticException">Its operator is not known (BCMP4101).</exception>
    public static IOperatorLowering Require(Node node) => Of(node) ?? throw LoweringContext.Unsupported(node, "the operator is not known");
}
