using System.Globalization;

namespace BuildCompress.Engines.LinearSolver.Cbc;

/// <summary>
/// A program in free MPS form, always a minimisation: a maximisation is written with its signs turned. Columns are named <c>x0, x1, …</c>, rows
/// <c>r0, r1, …</c>; numbers have every digit.
/// </summary>
internal static class MpsFile
{
    public static void Write(TextWriter file, IReadOnlyList<Variable> variables, IReadOnlyList<Constraint> constraints, Objective objective)
    {
        var rows = constraints.Where(row => !IsFree(row)).ToList();
        file.Write("NAME p FREE\nROWS\n N obj\n");
        foreach (var row in rows)
            file.Write($" {Kind(row)} r{row.Index()}\n");
        WriteColumns(file, variables, rows, objective);
        WriteSides(file, rows);
        file.Write("BOUNDS\n");
        foreach (var variable in variables)
            WriteBounds(file, variable);
        file.Write("ENDATA\n");
    }

    private static void WriteColumns(TextWriter file, IReadOnlyList<Variable> variables, List<Constraint> rows, Objective objective)
    {
        var columns = new List<(int Row, double Value)>[variables.Count];
        foreach (var row in rows)
        {
            foreach (var (variable, value) in row.Coefficients)
            {
                if (value != 0)
                    (columns[variable.Index()] ??= []).Add((row.Index(), value));
            }
        }

        file.Write("COLUMNS\n");
        var sign = objective.Maximization() ? -1 : 1;
        var inMarker = false;
        for (var j = 0; j < variables.Count; j++)
        {
            if (variables[j].Integer() != inMarker)
            {
                inMarker = !inMarker;
                file.Write($" M{j} 'MARKER' '{(inMarker ? "INTORG" : "INTEND")}'\n");
            }

            file.Write($" x{j} obj {Number(sign * objective.GetCoefficient(variables[j]))}\n");
            foreach (var (row, value) in columns[j] ?? [])
                file.Write($" x{j} r{row} {Number(value)}\n");
        }

        if (inMarker)
            file.Write(" M 'MARKER' 'INTEND'\n");
    }

    private static void WriteSides(TextWriter file, List<Constraint> rows)
    {
        file.Write("RHS\n");
        foreach (var row in rows)
            file.Write($" b r{row.Index()} {Number(Kind(row) == 'G' ? row.Lb() : row.Ub())}\n");
        file.Write("RANGES\n");
        foreach (var row in rows.Where(row => Kind(row) == 'L' && double.IsFinite(row.Lb())))
            file.Write($" g r{row.Index()} {Number(row.Ub() - row.Lb())}\n");
    }

    private static void WriteBounds(TextWriter file, Variable variable)
    {
        var name = $"x{variable.Index()}";
        file.Write(double.IsFinite(variable.Lb()) ? $" LO d {name} {Number(variable.Lb())}\n" : $" MI d {name}\n");
        file.Write(double.IsFinite(variable.Ub()) ? $" UP d {name} {Number(variable.Ub())}\n" : $" PL d {name}\n");
    }

    private static char Kind(Constraint row) => row.Lb() == row.Ub() ? 'E' : double.IsFinite(row.Ub()) ? 'L' : 'G';

    private static bool IsFree(Constraint row) => !double.IsFinite(row.Lb()) && !double.IsFinite(row.Ub());

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
