using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Exact;

/// <summary>
/// The selection problem as a mixed-integer program: a binary per channel, a continuous variable per product of two channels with McCormick's
/// inequalities (exact at binary points), rows for budgets, residual rules and counts. Groups outside a neighbourhood are constants, and products
/// with a constant vanish.
/// </summary>
internal sealed class MilpFormulation
{
    private readonly SelectionProblem _problem;
    private readonly Solver _solver;
    private readonly Channel[][] _channels;
    private readonly Dictionary<(int, int, int, int), Channel> _products = [];
    private readonly Dictionary<Variable, double> _objective = [];
    private double _constant;

    /// <summary>Builds the program in an empty <paramref name="solver"/>.</summary>
    /// <param name="problem">What to choose.</param>
    /// <param name="solver">Takes the program.</param>
    /// <param name="known">A feasible selection: the start, and what groups that are not free keep.</param>
    /// <param name="free">Groups to choose for; null for all.</param>
    public MilpFormulation(SelectionProblem problem, Solver solver, SelectionResult known, IReadOnlySet<int>? free = null)
    {
        (_problem, _solver) = (problem, solver);
        _channels = [.. problem.Groups.Select((group, g) => Enumerable.Range(0, group.Size).Select(j =>
            free is null || free.Contains(g) ? new Channel(solver.MakeBoolVar($"{g}_{j}"), 0) : new Channel(null, known.Kept[g][j] ? 1 : 0)).ToArray())];
        for (var g = 0; g < _channels.Length; g++)
            LimitCount(g);
        foreach (var rule in problem.Residuals)
            Obey(rule);
        AddImportance();
        foreach (var row in problem.Budgets)
            Limit(row);
        SetObjective();
        var start = _channels.SelectMany((group, g) => group.Select((channel, j) => (channel.Variable, Value: known.Kept[g][j] ? 1.0 : 0.0)))
            .Where(c => c.Variable is not null).ToList();
        solver.SetHint(start.Select(c => c.Variable!).ToArray(), [.. start.Select(c => c.Value)]);
    }

    /// <summary>The selection of the solver's last solution.</summary>
    public bool[][] Kept() => [.. _channels.Select(group => Array.ConvertAll(group, c => (c.Variable?.SolutionValue() ?? c.Constant) > 0.5))];

    private void LimitCount(int g)
    {
        var group = _problem.Groups[g];
        if (_channels[g].Length == 0 || _channels[g][0].Variable is null)
            return;
        int[] allowed = [.. Enumerable.Range(0, group.Size + 1).Where(group.Allows)];
        var isRange = allowed[^1] - allowed[0] == allowed.Length - 1;
        var count = _solver.MakeConstraint(isRange ? allowed[0] : 0, isRange ? allowed[^1] : 0);
        foreach (var channel in _channels[g])
            count.SetCoefficient(channel.Variable!, 1);
        if (isRange)
            return;
        var one = _solver.MakeConstraint(1, 1);
        foreach (var value in allowed)
        {
            var chosen = _solver.MakeBoolVar($"count {g}_{value}");
            one.SetCoefficient(chosen, 1);
            count.SetCoefficient(chosen, -value);
        }
    }

    /// <summary>u &lt;= v &lt;= u + s, by channel.</summary>
    private void Obey(ResidualRule rule)
    {
        for (var j = 0; j < _problem.Groups[rule.Sum].Size; j++)
        {
            var (u, v) = (_channels[rule.Branch][j], _channels[rule.Sum][j]);
            AtMost(0, (u, 1), (v, -1));
            if (rule.Source is not { } source)
                continue;
            var i = j - rule.Offset;
            if (i >= 0 && i < _channels[source].Length)
                AtMost(0, (v, 1), (u, -1), (_channels[source][i], -1));
            else
                AtMost(0, (v, 1), (u, -1));
        }
    }

    private void AddImportance()
    {
        foreach (var term in _problem.Linear)
            for (var j = 0; j < term.Importance.Length; j++)
                Gain(_channels[term.Group][j], term.Importance[j]);
        foreach (var term in _problem.Bilinear)
        {
            var columns = _channels[term.Input].Length;
            for (var k = 0; k < term.Importance.Length; k++)
                if (term.Importance[k] > 0)
                    Gain(Product(term.Output, k / columns, term.Input, k % columns), term.Importance[k]);
        }
    }

    /// <summary>Costs of a row are whole numbers, so that half a unit above the limit is as good as the limit, and safe from rounding.</summary>
    private void Limit(BudgetRow row)
    {
        var (coefficients, constant) = (new Dictionary<Variable, double>(), (double)row.Constant);
        foreach (var (group, cost) in row.Linear)
            foreach (var channel in _channels[group])
                Add(channel, cost);
        foreach (var (a, b, cost) in row.Bilinear.Where(c => c.Cost != 0))
            for (var j = 0; j < _channels[a].Length; j++)
                for (var i = 0; i < _channels[b].Length; i++)
                    Add(Product(a, j, b, i), cost);
        var sum = _solver.MakeConstraint(double.NegativeInfinity, row.Limit - constant + 0.5);
        foreach (var (variable, coefficient) in coefficients)
            sum.SetCoefficient(variable, coefficient);

        void Add(Channel channel, double cost)
        {
            constant += cost * channel.Constant;
            if (channel.Variable is { } variable)
                coefficients[variable] = coefficients.GetValueOrDefault(variable) + cost;
        }
    }

    private Channel Product(int a, int j, int b, int i)
    {
        if ((a, j).CompareTo((b, i)) > 0)
            (a, j, b, i) = (b, i, a, j);
        var (x, y) = (_channels[a][j], _channels[b][i]);
        if (x.Variable is null)
            return x.Constant == 1 ? y : x;
        if (y.Variable is null)
            return y.Constant == 1 ? x : y;
        if ((a, j) == (b, i))
            return x;
        if (_products.TryGetValue((a, j, b, i), out var known))
            return known;
        var product = new Channel(_solver.MakeNumVar(0, 1, ""), 0);
        AtMost(0, (product, 1), (x, -1));
        AtMost(0, (product, 1), (y, -1));
        AtMost(1, (x, 1), (y, 1), (product, -1));
        return _products[(a, j, b, i)] = product;
    }

    private void AtMost(double limit, params ReadOnlySpan<(Channel Channel, double Factor)> terms)
    {
        var constant = 0.0;
        foreach (var (channel, factor) in terms)
            constant += factor * channel.Constant;
        var row = _solver.MakeConstraint(double.NegativeInfinity, limit - constant);
        foreach (var (channel, factor) in terms)
            if (channel.Variable is { } variable)
                row.SetCoefficient(variable, factor);
    }

    private void Gain(Channel channel, double importance)
    {
        _constant += importance * channel.Constant;
        if (channel.Variable is { } variable)
            _objective[variable] = _objective.GetValueOrDefault(variable) + importance;
    }

    private void SetObjective()
    {
        var objective = _solver.Objective();
        foreach (var (variable, importance) in _objective)
            objective.SetCoefficient(variable, importance);
        objective.SetOffset(_constant);
        objective.SetMaximization();
    }

    /// <summary>A variable, or the constant 0 or 1 where there is none.</summary>
    private readonly record struct Channel(Variable? Variable, double Constant);
}
