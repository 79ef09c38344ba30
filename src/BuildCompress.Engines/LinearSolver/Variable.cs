namespace BuildCompress.Engines.LinearSolver;

/// <summary>A column of the program. Comparing variables with <c>==</c> makes a constraint; use <c>is null</c> and <see cref="object.ReferenceEquals"/>.</summary>
public sealed class Variable
{
    private readonly Solver _solver;
    private readonly int _index;
    private readonly string _name;
    private double _lb;
    private double _ub;
    private bool _integer;

    internal Variable(Solver solver, int index, double lb, double ub, bool integer, string name) =>
        (_solver, _index, _lb, _ub, _integer, _name) = (solver, index, lb, ub, integer, name);

    public string Name() => _name;

    /// <summary>Position among the solver's variables.</summary>
    public int Index() => _index;

    public double Lb() => _lb;

    public double Ub() => _ub;

    public bool Integer() => _integer;

    public void SetLb(double lb) => _lb = lb;

    public void SetUb(double ub) => _ub = ub;

    public void SetBounds(double lb, double ub) => (_lb, _ub) = (lb, ub);

    public void SetInteger(bool integer) => _integer = integer;

    /// <summary>Value in the last solution, exact for an integer and to 8 digits otherwise; 0 when there is none.</summary>
    public double SolutionValue() => _solver.Solution is { HasValues: true } solution ? _integer ? Math.Round(solution.Values[_index]) : solution.Values[_index] : 0;

    public static LinearExpr operator +(Variable a, double v) => (LinearExpr)a + v;

    public static LinearExpr operator +(double v, Variable a) => (LinearExpr)a + v;

    public static LinearExpr operator +(Variable a, LinearExpr b) => (LinearExpr)a + b;

    public static LinearExpr operator +(LinearExpr a, Variable b) => a + (LinearExpr)b;

    public static LinearExpr operator +(Variable a, Variable b) => (LinearExpr)a + (LinearExpr)b;

    public static LinearExpr operator -(Variable a, double v) => (LinearExpr)a - v;

    public static LinearExpr operator -(double v, Variable a) => v - (LinearExpr)a;

    public static LinearExpr operator -(Variable a, LinearExpr b) => (LinearExpr)a - b;

    public static LinearExpr operator -(LinearExpr a, Variable b) => a - (LinearExpr)b;

    public static LinearExpr operator -(Variable a, Variable b) => (LinearExpr)a - (LinearExpr)b;

    public static LinearExpr operator -(Variable a) => -(LinearExpr)a;

    public static LinearExpr operator *(Variable a, double v) => (LinearExpr)a * v;

    public static LinearExpr operator *(double v, Variable a) => (LinearExpr)a * v;

    public static LinearExpr operator /(Variable a, double v) => (LinearExpr)a / v;

    public static RangeConstraint operator <=(Variable a, double v) => (LinearExpr)a <= v;

    public static RangeConstraint operator >=(Variable a, double v) => (LinearExpr)a >= v;

    public static RangeConstraint operator <=(double v, Variable a) => (LinearExpr)a >= v;

    public static RangeConstraint operator >=(double v, Variable a) => (LinearExpr)a <= v;

    public static RangeConstraint operator <=(Variable a, LinearExpr b) => (LinearExpr)a <= b;

    public static RangeConstraint operator >=(Variable a, LinearExpr b) => (LinearExpr)a >= b;

    public static RangeConstraint operator <=(LinearExpr a, Variable b) => a <= (LinearExpr)b;

    public static RangeConstraint operator >=(LinearExpr a, Variable b) => a >= (LinearExpr)b;

    public static RangeConstraint operator <=(Variable a, Variable b) => (LinearExpr)a <= (LinearExpr)b;

    public static RangeConstraint operator >=(Variable a, Variable b) => (LinearExpr)a >= (LinearExpr)b;

    public override string ToString() => _name;
}
