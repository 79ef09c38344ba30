namespace BuildCompress.Engines.LinearSolver;

/// <summary>What is minimised (the default) or maximised.</summary>
public sealed class Objective
{
    private readonly Solver _solver;
    private readonly Dictionary<Variable, double> _coefficients = [];
    private double _offset;
    private bool _maximize;

    internal Objective(Solver solver) => _solver = solver;

    internal IReadOnlyDictionary<Variable, double> Coefficients => _coefficients;

    /// <summary>Sets (does not add to) a coefficient.</summary>
    public void SetCoefficient(Variable var, double coeff) => _coefficients[var] = coeff;

    public double GetCoefficient(Variable var) => _coefficients.GetValueOrDefault(var);

    public void SetOffset(double value) => _offset = value;

    public double Offset() => _offset;

    public void SetMinimization() => _maximize = false;

    public void SetMaximization() => _maximize = true;

    public bool Minimization() => !_maximize;

    public bool Maximization() => _maximize;

    /// <summary>Back to minimising nothing.</summary>
    public void Clear()
    {
        _coefficients.Clear();
        (_offset, _maximize) = (0, false);
    }

    /// <summary>Of the last solution, summed from its values; 0 when there is none.</summary>
    public double Value()
    {
        if (_solver.Solution is not { HasValues: true })
            return 0;
        var value = _offset;
        foreach (var (variable, coefficient) in _coefficients)
            value += coefficient * variable.SolutionValue();
        return value;
    }

    /// <summary>
    /// What no solution is better than: at least this when minimising, at most this when maximising; infinite while nothing is proved. Includes an
    /// allowance for the digits that CBC prints.
    /// </summary>
    public double BestBound()
    {
        var sign = _maximize ? -1 : 1;
        return _solver.Solution?.LowerBound is { } bound ? sign * bound + _offset : sign * double.NegativeInfinity;
    }

    internal void Set(LinearExpr expr, bool maximize)
    {
        Clear();
        _maximize = maximize;
        _offset = expr.Visit(_coefficients);
    }
}
