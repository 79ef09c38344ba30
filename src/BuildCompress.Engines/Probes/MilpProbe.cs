using System.Runtime.InteropServices;
using BuildCompress.Engines.Milp;

namespace BuildCompress.Engines.Probes;

/// <summary>Whether mixed-integer programs can be solved here. Nothing but exact selection needs it.</summary>
public static class MilpProbe
{
    /// <summary>Solves a knapsack of three items; a failure is in the result, not an exception.</summary>
    public static EngineStatus Run()
    {
        var status = new EngineStatus("CBC", MilpProvider.Name, "unknown", MilpProvider.Path, 1, "own process", "", Works: false) { IsRequired = false };
        try
        {
            using var solver = Solver.CreateSolver("CBC");
            if (solver is null)
                return status with { SelfTest = $"not installed; only exact selection needs it: {MilpProvider.HowToGet}" };
            var items = solver.MakeBoolVarArray(3, "item");
            solver.Add(3 * items[0] + 4 * items[1] + 5 * items[2] <= 8);
            solver.Maximize(4 * items[0] + 5 * items[1] + 6 * items[2]);
            var right = solver.Solve() == Solver.ResultStatus.OPTIMAL && items[0].SolutionValue() + items[2].SolutionValue() == 2;
            return status with
            {
                Version = solver.SolverVersion(), SelfTest = right ? "knapsack of 3 items right" : "a knapsack of 3 items came out wrong", Works = right,
            };
        }
        catch (Exception error) when (error is MilpException or DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or ExternalException or TypeInitializationException or IOException)
        {
            return status with { SelfTest = (error.InnerException ?? error).Message.ReplaceLineEndings(" ") };
        }
    }
}
