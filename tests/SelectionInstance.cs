using System.Runtime.InteropServices;
using System.Text.Json;
using BuildCompress.Selection;

namespace BuildCompress.Tests;

/// <summary>A QCQP instance of <c>../shared/selection</c> (METHODS 1.3) with the objectives that others reached on it.</summary>
/// <param name="Problem">Groups are u and v per activation layer: one group where they are the same.</param>
/// <param name="CoordinateAscent">Objective of a plain coordinate ascent with 12 restarts, at least one channel per layer.</param>
/// <param name="AuthorsGreedy">Objective of the authors' greedy solver, which keeps at least four.</param>
public sealed record SelectionInstance(string Name, SelectionProblem Problem, double Total, double CoordinateAscent, double AuthorsGreedy)
{
    /// <param name="minimum">Fewest channels in a layer.</param>
    /// <param name="granularity">Counts are multiples of this or everything.</param>
    public static SelectionInstance Read(string file, int minimum = 1, int granularity = 1)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var root = document.RootElement;
        var sizes = root.GetProperty("activations").EnumerateArray().Select(e => e.GetInt32()).ToArray();
        var whole = root.GetProperty("fixed").EnumerateArray().Select(e => e.GetInt32()).ToHashSet();
        var groups = sizes.Select((n, t) => whole.Contains(t)
            ? SelectionGroup.Fixed($"layer {t}", n)
            : new SelectionGroup($"layer {t}", n, Math.Min(minimum, n), granularity)).ToList();

        // Group t is what layers consume (v); a residual target has one more group, what its conv produces (u).
        var produced = Enumerable.Range(0, sizes.Length).ToArray();
        var rules = new List<ResidualRule>();
        foreach (var residual in root.GetProperty("residuals").EnumerateArray())
        {
            var (source, target) = (residual.GetProperty("source").GetInt32(), residual.GetProperty("target").GetInt32());
            produced[target] = groups.Count;
            groups.Add(groups[target] with { Name = $"layer {target} branch" });
            rules.Add(new ResidualRule(target, produced[target], source));
        }

        var terms = new List<BilinearTerm>();
        var costs = new List<BilinearCost>();
        foreach (var layer in root.GetProperty("layers").EnumerateArray())
        {
            var (input, output) = (layer.GetProperty("input").GetInt32(), produced[layer.GetProperty("output").GetInt32()]);
            var importance = MemoryMarshal.Cast<byte, float>(layer.GetProperty("importance").GetBytesFromBase64()).ToArray();
            terms.Add(new BilinearTerm($"conv {terms.Count}", output, input, importance));
            costs.Add(new BilinearCost(output, input, layer.GetProperty("macsPerPair").GetInt64()));
        }

        var limit = (long)Math.Floor(root.GetProperty("budgets").GetProperty("macs").GetDouble());
        var reference = root.GetProperty("reference");
        return new SelectionInstance(
            root.GetProperty("name").GetString()!,
            new SelectionProblem(groups, terms, [], [new BudgetRow("macs", limit, 0, [], costs)]) { Residuals = rules },
            reference.GetProperty("total").GetDouble(),
            reference.GetProperty("coordinateAscent").GetProperty("objective").GetDouble(),
            reference.GetProperty("authorsGreedy").GetProperty("objective").GetDouble());
    }
}
