using System.Diagnostics;
using BuildCompress.Engines.LinearSolver.Cbc;
using BuildCompress.Engines.Milp;

namespace BuildCompress.Engines.LinearSolver;

/// <summary>
/// A linear or mixed-integer program and its solution by CBC, which runs as a child process: in-process it is neither thread-safe nor
/// cancellable. Not thread-safe, except <see cref="InterruptSolve"/>.
/// </summary>
public sealed partial class Solver : IDisposable
{
    private readonly string _name;
    private readonly CbcProgram _program;
    private readonly List<Variable> _variables = [];
    private readonly List<Constraint> _constraints = [];
    private readonly Objective _objective;
    private readonly Dictionary<Variable, double> _hint = [];
    private readonly Lock _gate = new();
    private CbcRun? _running;
    private bool _interrupted;
    private TimeSpan? _timeLimit;
    private int _threads = 1;
    private TimeSpan _wallTime;

    private Solver(string name, CbcProgram program)
    {
        (_name, _program) = (name, program);
        _objective = new Objective(this);
    }

    /// <summary>What became of a solve.</summary>
    public enum ResultStatus
    {
        /// <summary>Proved to be the best, within the gap asked for.</summary>
        OPTIMAL,

        /// <summary>A solution, stopped before it was proved the best.</summary>
        FEASIBLE,

        /// <summary>Proved to have no solution.</summary>
        INFEASIBLE,

        /// <summary>Better and better without end.</summary>
        UNBOUNDED,

        /// <summary>The engine could not tell.</summary>
        ABNORMAL,

        /// <summary>Stopped before any solution was found, or never started.</summary>
        NOT_SOLVED = 6,
    }

    /// <summary>Values of the last solution, by index; null when there is none.</summary>
    internal CbcSolution? Solution { get; private set; }

    /// <summary>A solver by its id: <c>CBC</c> or <c>CBC_MIXED_INTEGER_PROGRAMMING</c>, in any case.</summary>
    /// <returns>Null when the id is another, or the machine has no CBC.</returns>
    public static Solver? CreateSolver(string solver_id) =>
        solver_id.ToUpperInvariant() is "CBC" or "CBC_MIXED_INTEGER_PROGRAMMING" && CbcProgram.Find() is { } program ? new Solver(solver_id, program) : null;

    /// <summary>A variable of any kind; bounds may be infinite.</summary>
    public Variable MakeVar(double lb, double ub, bool integer, string name)
    {
        var variable = new Variable(this, _variables.Count, lb, ub, integer, name.Length > 0 ? name : $"auto_v_{_variables.Count:D9}");
        _variables.Add(variable);
        return variable;
    }

    public Variable MakeNumVar(double lb, double ub, string name) => MakeVar(lb, ub, false, name);

    public Variable MakeIntVar(double lb, double ub, string name) => MakeVar(lb, ub, true, name);

    public Variable MakeBoolVar(string name) => MakeVar(0, 1, true, name);

    /// <summary>An empty row <c>-infinity &lt;= 0 &lt;= infinity</c>.</summary>
    public Constraint MakeConstraint() => MakeConstraint(double.NegativeInfinity, double.PositiveInfinity, "");

    /// <summary>An empty row <c>lb &lt;= 0 &lt;= ub</c>; coefficients are set on it.</summary>
    public Constraint MakeConstraint(double lb, double ub) => MakeConstraint(lb, ub, "");

    public Constraint MakeConstraint(string name) => MakeConstraint(double.NegativeInfinity, double.PositiveInfinity, name);

    public Constraint MakeConstraint(double lb, double ub, string name)
    {
        var constraint = new Constraint(this, _constraints.Count, lb, ub, name.Length > 0 ? name : $"auto_c_{_constraints.Count:D9}");
        _constraints.Add(constraint);
        return constraint;
    }

    /// <summary>Adds what a comparison of expressions says.</summary>
    public Constraint Add(LinearConstraint constraint) => constraint.Extract(this);

    public Objective Objective() => _objective;

    public void Minimize(LinearExpr expr) => _objective.Set(expr, maximize: false);

    public void Maximize(LinearExpr expr) => _objective.Set(expr, maximize: true);

    public void Minimize(Variable var) => _objective.Set(var, maximize: false);

    public void Maximize(Variable var) => _objective.Set(var, maximize: true);

    /// <summary>Solves with the default parameters.</summary>
    /// <exception cref="MilpException">The engine crashed, or said what we do not understand.</exception>
    public ResultStatus Solve() => Solve(new MPSolverParameters());

    /// <summary>Solves; blocks until the engine is done, its time is up, or <see cref="InterruptSolve"/>.</summary>
    /// <exception cref="MilpException">The engine crashed, or said what we do not understand.</exception>
    public ResultStatus Solve(MPSolverParameters param)
    {
        Solution = null;
        var start = Stopwatch.GetTimestamp();
        using var run = new CbcRun(_program);
        lock (_gate)
        {
            _running = run;
            if (_interrupted)
                run.Kill();
        }

        try
        {
            run.Write(_variables, _constraints, _objective, _hint);
            Solution = run.Solve(_variables.Count, _timeLimit, _threads, param.GetDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP));
        }
        finally
        {
            lock (_gate)
                (_running, _interrupted) = (null, false);
            _wallTime = Stopwatch.GetElapsedTime(start);
        }

        return Solution?.Status ?? ResultStatus.NOT_SOLVED;
    }

    /// <summary>
    /// Ends a solve that runs on another thread, or the next one where none runs yet, by killing its process; that solve returns
    /// <see cref="ResultStatus.NOT_SOLVED"/>.
    /// </summary>
    /// <returns>True: this engine can be interrupted.</returns>
    public bool InterruptSolve()
    {
        lock (_gate)
        {
            _interrupted = true;
            _running?.Kill();
            return true;
        }
    }

    /// <summary>
    /// Wall-clock limit of each solve; the best solution by then is returned. CBC looks at its clock between steps only: where it overstays by far its
    /// process is killed, and nothing is solved.
    /// </summary>
    public void SetTimeLimit(long time_limit_in_milliseconds) => _timeLimit = TimeSpan.FromMilliseconds(time_limit_in_milliseconds);

    /// <summary>Threads of the search; 1 by default.</summary>
    public bool SetNumThreads(int num_theads)
    {
        _threads = Math.Max(1, num_theads);
        return true;
    }

    /// <summary>Values to start from; CBC repairs or ignores what is not a solution.</summary>
    public void SetHint(Variable[] variables, double[] values)
    {
        _hint.Clear();
        for (var i = 0; i < variables.Length; i++)
            _hint[variables[i]] = values[i];
    }

    /// <summary>Duration of the last solve in milliseconds.</summary>
    public long WallTime() => (long)_wallTime.TotalMilliseconds;

    /// <summary>Branch-and-bound nodes of the last solve.</summary>
    public long Nodes() => Solution?.Nodes ?? 0;

    public int NumVariables() => _variables.Count;

    public int NumConstraints() => _constraints.Count;

    /// <summary>E.g. <c>Cbc 2.10.8</c>.</summary>
    public string SolverVersion() => $"Cbc {_program.Version}";

    public void Dispose() => InterruptSolve();

    public override string ToString() => $"{_name}: {_variables.Count} variables, {_constraints.Count} constraints";
}
