namespace BuildCompress.Engines.LinearSolver;

/// <content>Many variables at once, named by the common name and their index.</content>
public sealed partial class Solver
{
    public Variable[] MakeVarArray(int count, double lb, double ub, bool integer, string var_name) =>
        [.. Enumerable.Range(0, count).Select(i => MakeVar(lb, ub, integer, var_name + i))];

    public Variable[] MakeNumVarArray(int count, double lb, double ub, string var_name) => MakeVarArray(count, lb, ub, false, var_name);

    public Variable[] MakeIntVarArray(int count, double lb, double ub, string var_name) => MakeVarArray(count, lb, ub, true, var_name);

    public Variable[] MakeBoolVarArray(int count, string var_name) => MakeVarArray(count, 0, 1, true, var_name);
}
