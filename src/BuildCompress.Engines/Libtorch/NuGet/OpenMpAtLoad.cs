using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace BuildCompress.Engines.Libtorch;

/// <summary>TorchSharp loads libtorch itself, so the environment is set when this assembly is first used.</summary>
internal static class OpenMpAtLoad
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It must happen before the package loads its native library.")]
    internal static void Register() => OpenMpWaiting.BePassive();
}
