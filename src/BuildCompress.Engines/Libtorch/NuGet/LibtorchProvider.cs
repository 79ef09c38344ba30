using System.Reflection;

namespace BuildCompress.Engines.Libtorch;

/// <summary>Where this build's libtorch comes from: the TorchSharp packages.</summary>
public static class LibtorchProvider
{
    /// <summary><c>system</c> or <c>nuget</c>.</summary>
    public const string Name = "nuget";

    /// <summary>Version of libtorch, or of the package that carries it.</summary>
    public static string Version =>
        "TorchSharp " + (typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");
}
