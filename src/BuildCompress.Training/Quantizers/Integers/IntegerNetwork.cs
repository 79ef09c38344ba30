using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Quantizers.Integers;

/// <summary>
/// A quantised network in integers: every quantised value is a tensor of integers, and every layer, sum and pool computes what ONNX Runtime's int8
/// kernels compute from the exported file. Layers that the plan leaves in float run in float between DequantizeLinear and QuantizeLinear.
/// </summary>
internal sealed class IntegerNetwork : IDeployedNetwork
{
    private readonly NetworkProgram program;
    private readonly Tensor?[] constants;
    private readonly IntegerCompiler compiler;
    private readonly IntegerGrid? input;
    private readonly IntegerGrid? output;

    private IntegerNetwork(Model model, InferredTypes types, IntegerCompiler compiler)
    {
        this.compiler = compiler;
        program = NetworkProgram.Compile(model, types, compiler.Lower);
        constants = new Tensor?[program.SlotCount];
        foreach (var (slot, constant) in program.Constants)
            constants[slot] = TensorData.Of(constant).DetachFromDisposeScope();
        foreach (var (name, tensor) in compiler.LayerConstants())
        {
            var slot = program.SlotOf(name)!.Value;
            constants[slot]!.Dispose();
            constants[slot] = tensor.DetachFromDisposeScope();
        }

        (input, output) = (compiler.GridOf(model.Graph.Inputs[0].Name), compiler.GridOf(model.Graph.Outputs[0].Name));
    }

    /// <param name="model">The model that is exported, its weights and biases on their grids.</param>
    /// <param name="types">Its inferred types.</param>
    /// <param name="plan">Where it is quantised.</param>
    /// <param name="parameters">Scales and zero points.</param>
    public static IntegerNetwork Of(Model model, InferredTypes types, QuantizationPlan plan, QuantizationParameters parameters) =>
        new(model, types, new IntegerCompiler(model.Graph, plan, parameters));

    public Tensor Forward(Tensor image)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var values = (Tensor?[])constants.Clone();
        values[program.Inputs[0]] = input is null ? image : input.Quantise(image);
        var frame = new Frame(values, NetworkMode.Evaluation, null);
        program.Run(frame);
        var result = frame[program.Outputs[0]];
        if (output is not null)
            result = output.Restore(result);
        return (ReferenceEquals(result, image) ? result.alias() : result).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        compiler.Dispose();
        foreach (var constant in constants)
            constant?.Dispose();
    }
}
