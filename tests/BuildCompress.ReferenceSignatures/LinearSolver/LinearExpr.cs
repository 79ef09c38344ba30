namespace Google.OrTools.LinearSolver;

public class LinearExpr
{
    public static implicit operator LinearExpr(Variable a) => throw null;

    public static LinearExpr operator +(LinearExpr a, double v) => throw null;

    public static LinearExpr operator +(LinearExpr a, LinearExpr b) => throw null;

    public static LinearExpr operator -(LinearExpr a, LinearExpr b) => throw null;

    public static LinearExpr operator *(LinearExpr a, double v) => throw null;

    public static RangeConstraint operator <=(LinearExpr a, double v) => throw null;

    public static RangeConstraint operator >=(LinearExpr a, double v) => throw null;

    public static RangeConstraint operator <=(LinearExpr a, LinearExpr b) => throw null;

    public static RangeConstraint operator >=(LinearExpr a, LinearExpr b) => throw null;
}

public class LinearConstraint
{
}

public class RangeConstraint : LinearConstraint
{
}

public static class LinearExprArrayHelper
{
    public static LinearExpr Sum(this LinearExpr[] exprs) => throw null;

    public static LinearExpr Sum(this Variable[] vars) => throw null;
}
