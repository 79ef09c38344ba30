using BuildCompress.Core.Diagnostics;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Reparametrisation;

namespace BuildCompress.Training.Networks;

/// <summary>A graph compiled to steps over slots, with the moment each slot is free again.</summary>
internal sealed class NetworkProgram
{
    private readonly (Node Node, Step Run, int[] Releases)[] steps;

    private NetworkProgram(LoweringContext context, (Node, Step, int[])[] steps, int[] inputs, int[] outputs)
    {
        this.steps = steps;
        Inputs = inputs;
        Outputs = outputs;
        SlotCount = context.SlotCount;
        Constants = context.Constants;
        SlotOf = context.KnownSlot;
    }

    public int SlotCount { get; }

    /// <summary>Slots of the graph's inputs.</summary>
    public int[] Inputs { get; }

    /// <summary>Slots of the graph's outputs.</summary>
    public int[] Outputs { get; }

    /// <summary>Every constant that steps read, trained or not, by slot.</summary>
    public IReadOnlyDictionary<int, ConstantTensor> Constants { get; }

    /// <summary>The slot of a value, or null when no step touches it.</summary>
    public Func<string, int?> SlotOf { get; }

    /// <summary>Compiles what the outputs need of <paramref name="model"/>.</summary>
    /// <param name="model">The graph.</param>
    /// <param name="types">Its inferred types.</param>
    /// <param name="rewrites">Functions applied to values where they are produced.</param>
    /// <exception cref="DiagnosticException">One error per node that cannot be run.</exception>
    public static NetworkProgram Compile(Model model, InferredTypes types, ValueRewrites rewrites) =>
        Compile(model, types, (node, context) => Lower(OperatorLowerings.Require(node), node, context, rewrites));

    /// <summary>Compiles what the outputs need of <paramref name="model"/>, each node by <paramref name="lower"/>.</summary>
    /// <exception cref="DiagnosticException">One error per node that cannot be run.</exception>
    public static NetworkProgram Compile(Model model, InferredTypes types, Func<Node, LoweringContext, Step> lower)
    {
        var context = new LoweringContext(model, types);
        var inputs = model.Graph.Inputs.Select(i => context.Slot(i.Name)).ToArray();
        var compiled = new List<(Node Node, Step Run)>();
        var errors = new List<Diagnostic>();
        foreach (var node in Needed(model.Graph))
        {
            context.BeginStep();
            try
            {
                compiled.Add((node, lower(node, context)));
            }
            catch (DiagnosticException e)
            {
                errors.AddRange(e.Diagnostics);
            }
        }

        if (errors.Count > 0)
            throw new DiagnosticException(errors);
        var outputs = model.Graph.Outputs.Select(o => context.Slot(o.Name)).ToArray();
        return new NetworkProgram(context, WithReleases(compiled, context, [.. inputs, .. outputs, .. context.Constants.Keys]), inputs, outputs);
    }

    /// <summary>Runs all steps.</summary>
    public void Run(Frame frame)
    {
        foreach (var (node, run, releases) in steps)
        {
            try
            {
                run(frame);
            }
            catch (System.Runtime.InteropServices.ExternalException e)
            {
                throw new DiagnosticException(
                    DiagnosticCatalog.OperatorFailed.ForNode(
                        node.DisplayName, $"{node} failed: {e.Message}", "Check that the model runs in ONNX Runtime with an input of the data's size."),
                    e);
            }

            foreach (var slot in releases)
                frame.Release(slot);
        }
    }

    /// <summary>The nodes that the outputs depend on, constants excepted, in order.</summary>
    public static List<Node> Needed(Graph graph)
    {
        var values = graph.Outputs.Select(o => o.Name).ToHashSet();
        var needed = new List<Node>();
        foreach (var node in graph.Nodes.Reverse())
        {
            if (node.OpType == "Constant" || !node.Outputs.Any(values.Contains))
                continue;
            needed.Add(node);
            values.UnionWith(node.Inputs);
        }

        needed.Reverse();
        return needed;
    }

    private static Step Lower(IOperatorLowering lowering, Node node, LoweringContext context, ValueRewrites rewrites)
    {
        if (rewrites.Replaces(node) && rewrites.Of(node.Outputs[0]) is { } replacement)
        {
            var (x, output) = (context.Read(node, 0), context.Write(node, 0));
            return frame => frame[output] = replacement(frame[x]);
        }

        var run = lowering.Lower(node, context);
        if (rewrites.Branches is { } branches && node.OpType == "Conv" && branches.Computes(node.Inputs[1]))
            run = OverBranches(run, node, context, branches, rewrites);
        for (var i = 0; i < node.Outputs.Count; i++)
        {
            if (rewrites.Of(node.Outputs[i]) is { } rewrite)
                run = Rewritten(run, context.Write(node, i), rewrite);
        }

        return run;
    }

    /// <summary>A convolution whose weight and bias are merged from branches when its input is there.</summary>
    private static Step OverBranches(Step run, Node node, LoweringContext context, BranchWeights branches, ValueRewrites rewrites)
    {
        var (x, weight, bias, name) = (context.Read(node, 0), context.Read(node, 1), context.ReadOptional(node, 2), node.Inputs[1]);
        var (ofWeight, ofBias) = (rewrites.Of(name), node.Input(2) is { } own ? rewrites.Of(own) : null);
        return frame =>
        {
            var merged = frame.Mode == NetworkMode.Training ? branches.MergeFor(name, frame[x], frame.BatchNormMomentum) : branches.Merge(name);
            frame[weight] = ofWeight?.Invoke(merged.Kernel) ?? merged.Kernel;
            if (bias is { } slot)
                frame[slot] = ofBias?.Invoke(merged.Bias!) ?? merged.Bias!;
            run(frame);
        };
    }

    private static Step Rewritten(Step run, int output, Func<Tensor, Tensor> rewrite) => frame =>
    {
        run(frame);
        var raw = frame[output];
        frame[output] = rewrite(raw);
        if (!ReferenceEquals(frame[output], raw))
            raw.Dispose();
    };

    private static (Node, Step, int[])[] WithReleases(List<(Node Node, Step Run)> steps, LoweringContext context, HashSet<int> kept)
    {
        var bySteps = Enumerable.Range(0, context.SlotCount).Where(slot => !kept.Contains(slot)).ToLookup(context.LastUse);
        return [.. steps.Select((s, i) => (s.Node, s.Run, bySteps[i + 1].ToArray()))];
    }
}
