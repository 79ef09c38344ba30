using BuildCompress.Core.Diagnostics;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Reparametrisation;

namespace BuildCompress.Training.Networks;

/// <summary>
/// An ONNX graph that runs and trains in libtorch. Its float32 weights become parameters; <see cref="ToModel"/> writes them back. Not
/// thread-safe.
/// </summary>
public sealed class TrainableNetwork : INetwork, IDisposable
{
    private readonly Model model;
    private readonly NetworkProgram program;
    private readonly Tensor?[] constants;
    private readonly (int Slot, Func<Tensor, Tensor> Function)[] prologue;
    private readonly BranchWeights? branches;
    private readonly List<(string Name, Tensor Tensor)> state = [];
    private readonly bool ownStatistics;
    private ZeroColumnMasks? zeroColumns;

    /// <param name="model">The graph; batch and image size may be dynamic.</param>
    /// <param name="types">Its inferred types.</param>
    /// <exception cref="DiagnosticException">A node cannot be run in libtorch (BCMP4101, one per node).</exception>
    public TrainableNetwork(Model model, InferredTypes types)
        : this(model, types, new ValueRewrites())
    {
    }

    internal TrainableNetwork(Model model, InferredTypes types, ValueRewrites rewrites)
    {
        this.model = model;
        branches = rewrites.Branches;
        program = NetworkProgram.Compile(model, types, rewrites);
        constants = new Tensor?[program.SlotCount];
        foreach (var (slot, constant) in program.Constants)
            constants[slot] = TensorData.Of(constant).DetachFromDisposeScope();

        var (parameters, statistics) = ParameterDiscovery.Find(model.Graph, NetworkProgram.Needed(model.Graph));
        var own = parameters.Where(p => branches?.Computes(p.Name) != true)
            .Select(p => new NetworkParameter(p.Name, p.Role, MakeParameter(program.SlotOf(p.Name)!.Value))).ToArray();
        state.AddRange(own.Select(p => (p.Name, (Tensor)p.Tensor)));
        state.AddRange(statistics.Select(name => (name, constants[program.SlotOf(name)!.Value]!)));
        ownStatistics = statistics.Count > 0;
        Parameters = [.. own, .. branches?.Parameters ?? []];
        prologue =
        [
            .. rewrites.All.Select(r => (Slot: program.SlotOf(r.Value), r.Value, r.Function))
                .Where(r => r.Slot is not null && branches?.Computes(r.Value) != true && model.Graph.Producer(r.Value) is null or { OpType: "Constant" })
                .Select(r => (r.Slot!.Value, r.Function)),
        ];
    }

    /// <summary>Whether <paramref name="model"/> can run in libtorch, without loading it.</summary>
    /// <exception cref="DiagnosticException">A node cannot (BCMP4101, one per node).</exception>
    public static void Check(Model model, InferredTypes types) => NetworkProgram.Compile(model, types, new ValueRewrites());

    /// <inheritdoc/>
    public IReadOnlyList<NetworkParameter> Parameters { get; }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Tensor Tensor)> State => branches is null ? state : [.. state, .. branches.State];

    /// <inheritdoc/>
    public NetworkMode Mode { get; set; }

    /// <summary>Replaces the momentum of all batch normalisations: weight of the new batch in the running statistics, 0..1; null for the graph's own.</summary>
    public double? BatchNormMomentum { get; set; }

    /// <summary>Whether there is batch normalisation, i.e. running statistics: in the graph, or inside of blocks that are not frozen.</summary>
    public bool HasStatistics => ownStatistics || branches is { HasStatistics: true };

    /// <inheritdoc/>
    public Tensor Forward(Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var frame = Run([input]);
        var output = frame[program.Outputs[0]];
        return (ReferenceEquals(output, input) ? output.alias() : output).MoveToOuterDisposeScope();
    }

    /// <summary>Runs a graph of any number of inputs and outputs.</summary>
    /// <returns>One tensor per output, in the caller's dispose scope.</returns>
    public IReadOnlyList<Tensor> Forward(IReadOnlyList<Tensor> inputs)
    {
        using var scope = torch.NewDisposeScope();
        var frame = Run(inputs);
        return [.. program.Outputs.Select(slot => frame[slot].MoveToOuterDisposeScope())];
    }

    /// <summary>The graph with the present weights and running statistics.</summary>
    public Model ToModel()
    {
        using var scope = torch.NewDisposeScope();
        var values = Weights().ToDictionary(s => s.Name, s => ConstantTensor.Of(TensorData.Read(s.Tensor), s.Tensor.shape));
        return model with { Graph = Constants.Replace(model.Graph, values) };
    }

    /// <summary>The present weights and running statistics by value name, those of blocks merged.</summary>
    internal IEnumerable<(string Name, Tensor Tensor)> Weights() => branches is null ? state : state.Concat(branches.Merged());

    /// <summary>
    /// Keeps kernel positions zero at which a filter is zero for all its inputs now, as spatial pruning leaves them: <see cref="Project"/> clears what
    /// a step of gradient descent, or its momentum, put there (METHODS 1.10).
    /// </summary>
    public void KeepZeroColumns() => zeroColumns ??= new ZeroColumnMasks(Parameters);

    /// <summary>Clears the columns of zeros that are to be kept; otherwise every real number is a valid weight.</summary>
    public void Project() => zeroColumns?.Apply();

    public void Dispose()
    {
        zeroColumns?.Dispose();
        foreach (var constant in constants)
            constant?.Dispose();
    }

    private Parameter MakeParameter(int slot)
    {
        using var constant = constants[slot]!;
        var parameter = new Parameter(constant.ndim == 4 ? ChannelsLast.Of(constant) : constant.alias());
        parameter.DetachFromDisposeScope();
        constants[slot] = parameter;
        return parameter;
    }

    private Frame Run(IReadOnlyList<Tensor> inputs)
    {
        var values = (Tensor?[])constants.Clone();
        for (var i = 0; i < program.Inputs.Length; i++)
            values[program.Inputs[i]] = inputs[i];
        foreach (var (slot, function) in prologue)
            values[slot] = function(values[slot]!);
        var frame = new Frame(values, Mode, BatchNormMomentum);
        program.Run(frame);
        return frame;
    }
}
