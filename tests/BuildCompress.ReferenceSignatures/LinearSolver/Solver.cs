using System;

namespace Google.OrTools.LinearSolver;

public partial class Solver : IDisposable
{
    public enum ResultStatus
    {
        OPTIMAL = 0,
        FEASIBLE = 1,
        INFEASIBLE = 2,
        UNBOUNDED = 3,
        ABNORMAL = 4,
        NOT_SOLVED = 6,
    }

    public static Solver CreateSolver(string solver_id) => throw null;

    public Variable MakeVar(double lb, double ub, bool integer, string name) => throw null;

    public Variable MakeNumVar(double lb, double ub, string name) => throw null;

    public Variable MakeIntVar(double lb, double ub, string name) => throw null;

    public Variable MakeBoolVar(string name) => throw null;

    public Variable[] MakeBoolVarArray(int count, string var_name) => throw null;

    public Constraint MakeConstraint(double lb, double ub) => throw null;

    public Constraint MakeConstraint(double lb, double ub, string name) => throw null;

    public Constraint Add(LinearConstraint constraint) => throw null;

    public Objective Objective() => throw null;

    public void Maximize(LinearExpr expr) => throw null;

    public void Minimize(LinearExpr expr) => throw null;

    public ResultStatus Solve() => throw null;

    public ResultStatus Solve(MPSolverParameters param) => throw null;

    public bool InterruptSolve() => throw null;

    public void SetTimeLimit(long time_limit_in_milliseconds) => throw null;

    public bool SetNumThreads(int num_theads) => throw null;

    public void SetHint(MPVariableVector variables, double[] values) => throw null;

    public long WallTime() => throw null;

    public long Nodes() => throw null;

    public string SolverVersion() => throw null;

    public virtual void Dispose() => throw null;
}

public partial class MPVariableVector
{
    public static implicit operator MPVariableVector(Variable[] inVal) => throw null;
}

public class MPSolverParameters : IDisposable
{
    public enum DoubleParam
    {
        RELATIVE_MIP_GAP = 0,
        PRIMAL_TOLERANCE = 1,
        DUAL_TOLERANCE = 2,
    }

    public void SetDoubleParam(DoubleParam param, double value) => throw null;

    public double GetDoubleParam(DoubleParam param) => throw null;

    public virtual void Dispose() => throw null;
}
