using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Coupling.Residuals;
using BuildCompress.Onnx.Coupling.Rules;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling;

/// <summary>
/// Finds which channels of a network live and die together (METHODS 1.1): follows every channel from the operator that makes it through all that
/// carry it, by one rule per operator, and unites channels that meet. Where residuals are not tied, the operands of a residual addition do not meet.
/// </summary>
public static class CouplingAnalysis
{
    /// <summary>The coupling of <paramref name="graph"/>. Never fails: what is not understood stays whole, with a reason.</summary>
    public static CouplingMap Analyse(Graph graph, InferredTypes types, CouplingOptions? options = null)
    {
        options ??= new();
        var residuals = options.Residuals == ResidualMode.Union ? ResidualCandidates.Of(graph, types) : [];
        while (true)
        {
            var context = new CouplingContext(graph, types, options, residuals);
            var coupling = Assemble(context, graph);
            var additions = StreamAssembly.Additions(coupling, context.Untied);
            if (additions.Count == context.Untied.Count)
                return VanishingBranches.Mark(graph, types, coupling with { Streams = StreamAssembly.Streams(additions) });
            // What does not fit into a stream is tied, which changes the groups of the others.
            residuals = [.. residuals.Where(r => additions.Any(a => ReferenceEquals(a.Node, r.Node)))];
        }
    }

    private static CouplingMap Assemble(CouplingContext context, Graph graph)
    {
        foreach (var input in graph.Inputs)
            context.SetRigid(input.Name, $"the network input '{input.Name}'");
        foreach (var node in graph.Nodes)
            Follow(context, node);
        foreach (var output in graph.Outputs)
            context.FixOutput(output.Name);
        var shuffles = ChannelShuffles.Find(graph, context);
        SplitAxes.KeepRectangular(context, shuffles);
        return GroupAssembly.Assemble(context) with { Shuffles = shuffles };
    }

    private static void Follow(CouplingContext context, Node node)
    {
        if (node.OpType is "Shape" or "Size" || node.Inputs.Concat(node.ImplicitInputs).All(i => i.Length == 0 || context.IsStatic(i)))
        {
            foreach (var output in node.Outputs)
                context.SetStatic(output);
            return;
        }

        if (OperatorRules.For(node) is not { } rule)
        {
            context.Barrier(node, $"it is read by {node}, an operator that is not known here");
            return;
        }

        rule.Couple(context, node);
        if (rule.CombinesInputs)
            return;
        foreach (var input in node.Inputs.Skip(1))
            context.Fix(context.Layout(input), $"it is read by {node} as a setting, not as data");
    }
}
