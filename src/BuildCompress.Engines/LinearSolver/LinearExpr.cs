namespace BuildCompress.Engines.LinearSolver;

/// <summary>A sum of variables with coefficients, and a constant. Immutable; operators share their operands.</summary>
public sealed class LinearExpr
{
    private readonly Variable? _variable;
    private readonly double _constant;
    private readonly (LinearExpr Expr, double Factor)[] _parts;

    private LinearExpr(Variable? variable, double constant, params (LinearExpr, double)[] parts) =>
        (_variable, _constant, _parts) = (variable, constant, parts);

    /// <summary>Adds the coefficients to <paramref name="coefficients"/>.</summary>
    /// <returns>The constant.</returns>
    public double Visit(Dictionary<Variable, double> coefficients) => DoVisit(coefficients, 1);

    /// <summary>As <see cref="Visit"/>, everything times <paramref name="multiplier"/>. Needs no stack however long the sum.</summary>
    public double DoVisit(Dictionary<Variable, double> coefficients, double multiplier)
    {
        var constant = 0.0;
        var open = new Stack<(LinearExpr Expr, double Factor)>([(this, multiplier)]);
        while (open.TryPop(out var next))
        {
            if (next.Factor == 0)
                continue;
            constant += next.Factor * next.Expr._constant;
            if (next.Expr._variable is { } variable)
                coefficients[variable] = coefficients.GetValueOrDefault(variable) + next.Factor;
            foreach (var (part, factor) in next.Expr._parts)
                open.Push((part, next.Factor * factor));
        }

        return constant;
    }

    public static implicit operator LinearExpr(Variable a) => new(a, 0);

    public static LinearExpr operator +(LinearExpr a, double v) => new(null, v, (a, 1));

    public static LinearExpr operator +(double v, LinearExpr a) => a + v;

    public static LinearExpr operator +(LinearExpr a, LinearExpr b) => new(null, 0, (a, 1), (b, 1));

    public static LinearExpr operator -(LinearExpr a, double v) => a + -v;

    public static LinearExpr operator -(double v, LinearExpr a) => new(null, v, (a, -1));

    public static LinearExpr operator -(LinearExpr a, LinearExpr b) => new(null, 0, (a, 1), (b, -1));

    public static LinearExpr operator -(LinearExpr a) => a * -1;

    public static LinearExpr operator *(LinearExpr a, double v) => new(null, 0, (a, v));

    public static LinearExpr operator *(double v, LinearExpr a) => a * v;

    public static LinearExpr operator /(LinearExpr a, double v) => a * (1 / v);

    public static RangeConstraint operator <=(LinearExpr a, double v) => new(a, double.NegativeInfinity, v);

    public static RangeConstraint operator >=(LinearExpr a, double v) => new(a, v, double.PositiveInfinity);

    public static RangeConstraint operator <=(LinearExpr a, LinearExpr b) => a - b <= 0;

    public static RangeConstraint operator >=(LinearExpr a, LinearExpr b) => a - b >= 0;

    public static RangeConstraint operator ==(LinearExpr a, double v) => new(a, v, v);

    public static RangeConstraint operator !=(LinearExpr a, double v) =>
        throw new NotSupportedException("A linear program has no constraint for 'not equal'.");

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    internal static LinearExpr SumOf(IEnumerable<LinearExpr> terms) => new(null, 0, [.. terms.Select(term => (term, 1.0))]);
}

/// <summary>Sums of arrays.</summary>
public static class LinearExprArrayHelper
{
    public static LinearExpr Sum(this LinearExpr[] exprs) => LinearExpr.SumOf(exprs);

    public static LinearExpr Sum(this Variable[] vars) => LinearExpr.SumOf(vars.Select(v => (LinearExpr)v));
}
