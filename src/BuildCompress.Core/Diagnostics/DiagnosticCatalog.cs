using System.Reflection;

namespace BuildCompress.Core.Diagnostics;

/// <summary>
/// Every diagnostic id with its title and exit code, one partial file per range; each has a page in <c>docs/diagnostics</c>.
/// Use: <c>throw new DiagnosticException(DiagnosticCatalog.UnknownField.At(span, "…", "…"))</c>.
/// </summary>
public static partial class DiagnosticCatalog
{
    private static readonly Lazy<Dictionary<string, DiagnosticDescriptor>> ById = new(() =>
        typeof(DiagnosticCatalog).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(p => p.PropertyType == typeof(DiagnosticDescriptor))
            .Select(p => (DiagnosticDescriptor)p.GetValue(null)!)
            .ToDictionary(d => d.Id, StringComparer.Ordinal));

    /// <summary>All descriptors, ordered by id.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All => [.. ById.Value.Values.OrderBy(d => d.Id, StringComparer.Ordinal)];

    /// <summary>The descriptor of <paramref name="id"/>, or null when there is none.</summary>
    public static DiagnosticDescriptor? Find(string id) => ById.Value.GetValueOrDefault(id);

    /// <summary>How the command exits after <paramref name="diagnostics"/>: as its first error says, <see cref="ExitCode.Ok"/> without one.</summary>
    public static ExitCode ExitCodeOf(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            if (diagnostic.Severity == Severity.Error)
                return Find(diagnostic.Id)?.ExitCode ?? ExitCode.Internal;
        }

        return ExitCode.Ok;
    }
}
