using BuildCompress.Core.Diagnostics;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Pipeline.Stages;

namespace BuildCompress.Pipeline.Latency;

/// <summary>
/// Chooses which residual branches vanish under a latency budget. A row of the selection problem grows evenly with the channels, but a branch takes much of its
/// time as soon as it has any. So the choice made by the row is made again with that decided, where rows are about right, and again with
/// one branch more while much of the budget is left.
/// </summary>
/// <param name="coupling">Channel groups of the original model.</param>
/// <param name="importance">By weight name: <c>[outC, inC/groups]</c>.</param>
/// <param name="select">Selects for a goal; throws a <see cref="DiagnosticException"/> where nothing fits.</param>
internal sealed class VanishingChoice(CouplingMap coupling, IReadOnlyDictionary<string, float[]> importance, Func<LatencyGoal, Selected> select)
{
    /// <summary>Branches that are tried, the most important first.</summary>
    private const int Tries = 8;

    /// <summary>Share of the limit from which on nothing more is tried.</summary>
    private const double Used = 0.97;

    /// <summary>The best choice found for <paramref name="goal"/>.</summary>
    /// <exception cref="DiagnosticException">Nothing fits.</exception>
    public Selected Run(LatencyGoal goal)
    {
        var best = select(goal);
        var vanished = Vanished(best);
        if (vanished.Count == 0)
            return best;
        best = Better(best, goal, vanished);
        foreach (var group in vanished.OrderByDescending(ImportanceOf).ThenBy(g => g).Take(Tries))
        {
            if (Use(best, goal) >= Used)
                break;
            var branch = BranchOf(group);
            best = Better(best, goal, [.. Vanished(best).Where(g => !branch.Contains(g))]);
        }

        return best;
    }

    private Selected Better(Selected known, LatencyGoal goal, HashSet<int> vanishing)
    {
        try
        {
            var other = select(goal with { Vanishing = vanishing });
            return other.Worth > known.Worth ? other : known;
        }
        catch (DiagnosticException)
        {
            return known; // Not with these branches.
        }
    }

    private HashSet<int> Vanished(Selected selected) =>
        [.. coupling.Groups.Select(g => g.Id).Where(id => coupling.Groups[id].MayVanish && !selected.Channels.Kept[id].Contains(true))];

    /// <summary>The group and those that a layer connects with it: a branch with several layers inside lives with all of its groups.</summary>
    private HashSet<int> BranchOf(int group) =>
        [.. coupling.Weights.Where(w => Touches(w, group)).SelectMany(w => w.Output.Concat(w.Input)).Select(c => c.Group), group];

    private static bool Touches(WeightCoupling weight, int group) => weight.Output.Concat(weight.Input).Any(c => c.Group == group);

    private double ImportanceOf(int group) => coupling.Weights
        .Where(w => Touches(w, group)).Sum(w => importance[w.Weight].Sum(v => (double)v));

    private static double Use(Selected selected, LatencyGoal goal) =>
        (double)selected.Report.Budgets.First(b => b.Kind == LatencyGoal.BudgetName).Value / goal.LimitNs;
}
