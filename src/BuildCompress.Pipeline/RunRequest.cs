namespace BuildCompress.Pipeline;

/// <summary>What to compress and where to put it.</summary>
/// <param name="ManifestPath">The manifest.</param>
/// <param name="Targets">Names of the targets to build; empty for all.</param>
/// <param name="OutputFolder">Receives <c>TARGET/MODEL.onnx</c>, <c>report.json</c> and <c>report.md</c>.</param>
/// <param name="StoreFolder">The content store, shared by builds and projects.</param>
/// <param name="Threads">Threads for training; 0 for all cores.</param>
/// <param name="RequireVerified">Fail unless each artifact was measured on its target's device: for releases.</param>
public sealed record RunRequest(
    string ManifestPath, IReadOnlyList<string> Targets, string OutputFolder, string StoreFolder, int Threads = 0,
    bool RequireVerified = false)
{
    /// <summary>The store of the current user: <c>BUILDCOMPRESS_STORE</c>, or a folder of the user's cache.</summary>
    public static string DefaultStore
    {
        get
        {
            var chosen = Environment.GetEnvironmentVariable("BUILDCOMPRESS_STORE");
            if (!string.IsNullOrEmpty(chosen))
                return chosen;
            var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (string.IsNullOrEmpty(cache))
            {
                cache = OperatingSystem.IsWindows()
                    ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                    : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            }

            return Path.Combine(cache, "buildcompress", "store");
        }
    }
}
