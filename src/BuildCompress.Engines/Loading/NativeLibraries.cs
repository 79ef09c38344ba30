using System.Runtime.InteropServices;

namespace BuildCompress.Engines.Loading;

/// <summary>
/// Finds the native engines. Looked at in order: the folder named by <c>BUILDCOMPRESS_NATIVE</c>, the program's folder, its
/// <c>runtimes/&lt;rid&gt;/native</c>, <c>artifacts/native/&lt;rid&gt;</c> of the checkout the program runs in, and the system's own search path.
/// </summary>
public static class NativeLibraries
{
    /// <summary>Environment variable with a folder that is searched first.</summary>
    public const string FolderVariable = "BUILDCOMPRESS_NATIVE";

    /// <summary>Portable runtime identifier of this process, e.g. <c>linux-x64</c>.</summary>
    public static string RuntimeIdentifier { get; } =
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>Full path of <paramref name="fileName"/>, or null when only the system's search path can have it.</summary>
    public static string? Find(string fileName) =>
        Candidates().Select(folder => Path.Combine(folder, fileName)).FirstOrDefault(File.Exists);

    /// <summary>Loads <paramref name="fileName"/>; the handle lives as long as the process.</summary>
    /// <exception cref="DllNotFoundException">It is in none of the folders, or it does not load: the message says where it was looked for.</exception>
    public static nint Load(string fileName)
    {
        var path = Find(fileName);
        try
        {
            return NativeLibrary.Load(path ?? fileName);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw new DllNotFoundException(
                path is null
                    ? $"The native library {fileName} is in none of: {string.Join(", ", Candidates())}. Run eng/setup in a checkout, or name its folder in {FolderVariable}."
                    : $"The native library {path} does not load: {error.Message}",
                error);
        }
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder)
            yield return folder;
        yield return AppContext.BaseDirectory;
        yield return Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeIdentifier, "native");
        for (var parent = new DirectoryInfo(AppContext.BaseDirectory); parent is not null; parent = parent.Parent)
        {
            var artifacts = Path.Combine(parent.FullName, "artifacts", "native", RuntimeIdentifier);
            if (Directory.Exists(artifacts))
            {
                yield return artifacts;
                yield break;
            }
        }
    }
}
