using System.Reflection;

namespace BuildCompress.Engines.Libtorch;

/// <summary>Where this build's libtorch comes from: the TorchSharp packages.</summary>
internal static class LibtorchProvider
{
    internal const string Name = "nuget";

    internal static string Version =>
        "TorchSharp " + (typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");
}
