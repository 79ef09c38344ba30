using System.Text;

namespace BuildCompress.Benchmarks;

/// <summary>A table of results: printed as it is, and pasted into docs/benchmarks.md as Markdown.</summary>
public sealed class BenchmarkTable(params string[] columns)
{
    private readonly List<string[]> rows = [];

    /// <summary>Adds a row; one cell per column.</summary>
    public void Add(params string[] cells)
    {
        if (cells.Length != columns.Length)
            throw new ArgumentException($"{cells.Length} cells for {columns.Length} columns", nameof(cells));
        rows.Add(cells);
    }

    /// <summary>Markdown with aligned columns, which reads well on a terminal too.</summary>
    public override string ToString()
    {
        var widths = columns.Select((name, i) => rows.Select(r => r[i].Length).Append(name.Length).Max()).ToArray();
        var text = new StringBuilder();
        Append(columns);
        Append([.. widths.Select(w => new string('-', w))]);
        foreach (var row in rows)
            Append(row);
        return text.ToString();

        void Append(string[] cells) =>
            text.Append("| ").AppendJoin(" | ", cells.Select((cell, i) => cell.PadRight(widths[i]))).Append(" |\n");
    }
}
