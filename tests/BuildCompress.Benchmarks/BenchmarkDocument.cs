using System.Runtime.InteropServices;

namespace BuildCompress.Benchmarks;

/// <summary>docs/benchmarks.md: one section per verb, replaced whenever the verb runs.</summary>
public static class BenchmarkDocument
{
    /// <summary>Replaces (or appends) the section of <paramref name="verb"/>, stamped with date and machine.</summary>
    /// <param name="verb">The benchmark's verb; marks its section.</param>
    /// <param name="title">Heading of the section.</param>
    /// <param name="body">Markdown: the table and what it means.</param>
    /// <param name="command">Arguments that write this section, where they are more than the verb.</param>
    public static void Write(string verb, string title, string body, string? command = null)
    {
        var path = Path.Combine(RepositoryRoot(), "docs", "benchmarks.md");
        var text = File.Exists(path) ? File.ReadAllText(path) : "# Benchmarks\n\nEach section is written by the command it names.\n";
        var (begin, end) = ($"<!-- begin {verb} -->", $"<!-- end {verb} -->");
        var section = $"""
            {begin}
            ## {title}

            `dotnet run -c Release --project tests/BuildCompress.Benchmarks -- {command ?? verb}`, {DateTime.Now:yyyy-MM-dd}, {Machine()}

            {body.Trim()}
            {end}
            """;
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        var to = text.IndexOf(end, StringComparison.Ordinal);
        text = from >= 0 && to > from ? text[..from] + section + text[(to + end.Length)..] : $"{text.TrimEnd()}\n\n{section}\n";
        File.WriteAllText(path, text);
    }

    /// <summary>The folder of BuildCompress.sln above the running program.</summary>
    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BuildCompress.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Run the benchmarks from inside the repository.");
    }

    private static string Machine()
    {
        const string cpuinfo = "/proc/cpuinfo";
        var model = File.Exists(cpuinfo)
            ? File.ReadLines(cpuinfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            : null;
        return $"{model ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} core{(Environment.ProcessorCount == 1 ? "" : "s")}, {RuntimeInformation.RuntimeIdentifier}";
    }
}
