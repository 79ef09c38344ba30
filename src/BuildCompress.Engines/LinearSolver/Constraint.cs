namespace BuildCompress.Engines.LinearSolver;

/// <summary>A row <c>lb &lt;= sum of coefficients times variables &lt;= ub</c>.</summary>
public sealed class Constraint
{
    private readonly Dictionary<Variable, double> _coefficients = [];
    private readonly Solver _solver;
    private readonly int _index;
    private readonly string _name;
    private double _lb;
    private double _ub;

    internal Constraint(Solver solver, int index, double lb, double ub, string name) =>
        (_solver, _index, _lb, _ub, _name) = (solver, index, lb, ub, name);

    internal IReadOnlyDictionary<Variable, double> Coefficients => _coefficients;

    public string Name() => _name;

    /// <summary>Position among the solver's constraints.</summary>
    public int Index() => _index;

    public double Lb() => _lb;

    public double Ub() => _ub;

    public void SetLb(double lb) => _lb = lb;

    public void SetUb(double ub) => _ub = ub;

    public void SetBounds(double lb, double ub) => (_lb, _ub) = (lb, ub);

    public double GetCoefficient(Variable var) => _coefficients.GetValueOrDefault(var);

    /// <summary>Sets (does not add to) a coefficient.</summary>
    public void SetCoefficient(Variable var, double coeff) => _coefficients[var] = coeff;

    public override string ToString() => $"{_name} of {_solver}";
}
