using System.Globalization;
using System.Text.RegularExpressions;
using BuildCompress.Engines.Milp;

namespace BuildCompress.Engines.LinearSolver.Cbc;

/// <summary>What CBC found, in the minimisation it was given.</summary>
/// <param name="Status">What became of the search.</param>
/// <param name="Values">By variable.</param>
/// <param name="LowerBound">No solution is smaller; null while nothing is proved.</param>
/// <param name="Nodes">Visited in branch and bound.</param>
internal sealed partial record CbcSolution(Solver.ResultStatus Status, double[] Values, double? LowerBound, long Nodes)
{
    /// <summary>Digits of a bound that CBC prints.</summary>
    private const double Printed = 1e-7;

    public bool HasValues => Status is Solver.ResultStatus.OPTIMAL or Solver.ResultStatus.FEASIBLE;

    /// <summary>Reads the solution file: a line of status, then index, name, value and reduced cost of each variable that is not zero.</summary>
    /// <param name="lines">Of the solution file.</param>
    /// <param name="variables">How many there are.</param>
    /// <param name="log">What CBC printed.</param>
    /// <exception cref="MilpException">A line is not of that form.</exception>
    public static CbcSolution Read(IReadOnlyList<string> lines, int variables, string log)
    {
        if (lines.Count == 0)
            throw new MilpException("CBC wrote an empty solution file.");
        var status = StatusOf(lines[0]);
        var values = new double[variables];
        foreach (var line in lines.Skip(1))
        {
            // A column that breaks a bound is marked by two stars in front.
            var fields = line.Replace("**", "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 3 || !fields[1].StartsWith('x') || !int.TryParse(fields[1].AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                || index >= variables || !TryNumber(fields[2], out values[index]))
                throw new MilpException($"CBC's solution file has a line that we do not understand: {line}");
        }

        var nodes = NodesLine().Match(log) is { Success: true } match ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        return new CbcSolution(status, values, BoundOf(status, log), nodes);
    }

    private static Solver.ResultStatus StatusOf(string line) =>
        line.StartsWith("Optimal", StringComparison.Ordinal) ? Solver.ResultStatus.OPTIMAL
        : line.StartsWith("Infeasible", StringComparison.Ordinal) || line.StartsWith("Integer infeasible", StringComparison.Ordinal) ? Solver.ResultStatus.INFEASIBLE
        : line.StartsWith("Unbounded", StringComparison.Ordinal) ? Solver.ResultStatus.UNBOUNDED
        : !line.StartsWith("Stopped", StringComparison.Ordinal) ? Solver.ResultStatus.ABNORMAL
        : line.Contains("no integer solution", StringComparison.Ordinal) ? Solver.ResultStatus.NOT_SOLVED
        : Solver.ResultStatus.FEASIBLE;

    // The last bound printed, less what its rounding may have added.
    private static double? BoundOf(Solver.ResultStatus status, string log)
    {
        if (status == Solver.ResultStatus.OPTIMAL && Last(GapLine(), log) is null && Last(ObjectiveLine(), log) is { } optimum)
            return Lowered(optimum, 1e-8);
        if (Last(PossibleLine(), log) is { } possible)
            return Lowered(possible, Printed * Math.Abs(possible));
        return Last(LowerBoundLine(), log) is { } printed ? Lowered(printed, 1e-3) : null;
    }

    private static double Lowered(double bound, double by) => bound - by - 1e-9 * Math.Abs(bound);

    private static double? Last(Regex line, string log) =>
        line.Matches(log) is { Count: > 0 } matches && TryNumber(matches[^1].Groups[1].Value, out var value) && Math.Abs(value) < 1e40 ? value : null;

    private static bool TryNumber(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    [GeneratedRegex(@"^Enumerated nodes:\s+(\d+)", RegexOptions.Multiline)]
    private static partial Regex NodesLine();

    [GeneratedRegex(@"^(?:Objective value:|Optimal objective|Optimal - objective value)\s+(\S+)", RegexOptions.Multiline)]
    private static partial Regex ObjectiveLine();

    [GeneratedRegex(@"best possible (\S+?)[),]", RegexOptions.Multiline)]
    private static partial Regex PossibleLine();

    [GeneratedRegex(@"^Lower bound:\s+(\S+)", RegexOptions.Multiline)]
    private static partial Regex LowerBoundLine();

    [GeneratedRegex(@"^Gap:\s+(\S+)", RegexOptions.Multiline)]
    private static partial Regex GapLine();
}
