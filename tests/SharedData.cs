using System.Diagnostics;

namespace BuildCompress.Tests;

/// <summary>
/// Models and data that lie beside the repository in <c>../shared</c>. Tests that need them begin with
/// <c>if (SharedData.IsMissing) return;</c>: on a machine without them they pass, under <c>CI=true</c> they fail.
/// </summary>
public static class SharedData
{
    private static readonly string Root = Locate();

    /// <summary>Whether there is no shared folder; throws instead where tests may not be left out.</summary>
    public static bool IsMissing =>
        !Directory.Exists(Root)
        && (Environment.GetEnvironmentVariable("CI") == "true" ? throw new DirectoryNotFoundException($"CI needs {Root}") : true);

    /// <summary>A file or folder under the shared folder, e.g. <c>models/cifar10-resnet20.onnx</c>.</summary>
    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    /// <summary>All ONNX files: the trained models, then the topology zoo, by name.</summary>
    public static IReadOnlyList<string> Models() =>
        [.. new[] { "models", "models/topologies" }.SelectMany(folder => Directory.GetFiles(Path(folder), "*.onnx").Order(StringComparer.Ordinal))];

    /// <summary>Folder with the unpacked data sets (<c>cifar10/val.bin</c>…); unpacks them the first time.</summary>
    public static string DataFolder()
    {
        using var unpack = Process.Start(new ProcessStartInfo(Path("data/unpack")) { RedirectStandardOutput = true })!;
        var folder = unpack.StandardOutput.ReadToEnd().Trim();
        unpack.WaitForExit();
        return unpack.ExitCode == 0 ? folder : throw new InvalidOperationException($"data/unpack failed with {unpack.ExitCode}");
    }

    private static string Locate()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "BuildCompress.sln")))
            folder = folder.Parent;
        return System.IO.Path.GetFullPath(System.IO.Path.Combine(folder?.FullName ?? ".", "..", "shared"));
    }
}
