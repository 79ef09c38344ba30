namespace BuildCompress.Engines.LinearSolver;

/// <summary>What a comparison of expressions says; added to a solver by <see cref="Solver.Add"/>.</summary>
public abstract class LinearConstraint
{
    private protected LinearConstraint()
    {
    }

    /// <summary>Adds the row to <paramref name="solver"/>.</summary>
    public abstract Constraint Extract(Solver solver);
}

/// <summary><c>lb &lt;= expr &lt;= ub</c>.</summary>
public sealed class RangeConstraint(LinearExpr expr, double lb, double ub) : LinearConstraint
{
    public override Constraint Extract(Solver solver)
    {
        var coefficients = new Dictionary<Variable, double>();
        var constant = expr.Visit(coefficients);
        var row = solver.MakeConstraint(lb - constant, ub - constant);
        foreach (var (variable, coefficient) in coefficients)
            row.SetCoefficient(variable, coefficient);
        return row;
    }
}
