namespace Google.OrTools.LinearSolver;

public partial class Variable
{
    public double SolutionValue() => throw null;

    public string Name() => throw null;

    public int Index() => throw null;

    public double Lb() => throw null;

    public double Ub() => throw null;

    public bool Integer() => throw null;

    public void SetBounds(double lb, double ub) => throw null;

    public static LinearExpr operator +(Variable a, Variable b) => throw null;

    public static LinearExpr operator +(Variable a, LinearExpr b) => throw null;

    public static LinearExpr operator +(LinearExpr a, Variable b) => throw null;

    public static LinearExpr operator -(Variable a, Variable b) => throw null;

    public static LinearExpr operator *(double v, Variable a) => throw null;

    public static LinearExpr operator *(Variable a, double v) => throw null;

    public static RangeConstraint operator <=(Variable a, double v) => throw null;

    public static RangeConstraint operator >=(Variable a, double v) => throw null;

    public static RangeConstraint operator <=(Variable a, Variable b) => throw null;

    public static RangeConstraint operator >=(Variable a, Variable b) => throw null;

    public static RangeConstraint operator <=(Variable a, LinearExpr b) => throw null;

    public static RangeConstraint operator >=(Variable a, LinearExpr b) => throw null;
}

public partial class Constraint
{
    public void SetCoefficient(Variable var, double coeff) => throw null;

    public double GetCoefficient(Variable var) => throw null;

    public double Lb() => throw null;

    public double Ub() => throw null;
}

public partial class Objective
{
    public void SetCoefficient(Variable var, double coeff) => throw null;

    public void SetOffset(double value) => throw null;

    public void SetMaximization() => throw null;

    public void SetMinimization() => throw null;

    public double Value() => throw null;

    public double BestBound() => throw null;
}
