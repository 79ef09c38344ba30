using System.Reflection;

namespace BuildCompress.Pipeline;

/// <summary>The version of this program, as reports and content keys state it.</summary>
public static class ToolVersion
{
    /// <summary>E.g. <c>0.1.0+4f2c…</c>.</summary>
    public static string Current { get; } =
        typeof(ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
