namespace BuildCompress.IntegrationTests.Cli;

/// <summary>
/// A small disk of its own under a folder, seen by one run of the tool only: a tmpfs in a mount namespace. Needs Linux and either root with
/// the right to mount or user namespaces; where there is neither, tests that need it pass locally and fail under <c>CI=true</c>.
/// </summary>
internal static class PrivateDisk
{
    private static readonly string[] Namespace = ["unshare", .. Environment.IsPrivilegedProcess ? Array.Empty<string>() : ["--map-root-user"], "--mount"];

    private static readonly Lazy<bool> Works = new(() =>
        OperatingSystem.IsLinux() && ToolProcess.RunProcessAsync([.. Namespace, "mount", "-t", "tmpfs", "tmpfs", Path.GetTempPath()]).Result.ExitCode == 0);

    public static bool IsMissing => !Works.Value
        && (Environment.GetEnvironmentVariable("CI") == "true" ? throw new InvalidOperationException("CI must allow mounting a tmpfs") : true);

    /// <summary>Runs the tool where <paramref name="folder"/> lies on a disk with one free page.</summary>
    /// <param name="folder">Its files are on the disk too, to begin with.</param>
    /// <param name="after">Receives what is on the disk afterwards.</param>
    /// <param name="args">The tool's arguments.</param>
    public static Task<CommandOutcome> RunFullAsync(string folder, string after, params string[] args) =>
        RunAsync("cat /dev/zero > \"$disk/filler\" 2> /dev/null || truncate -s -4096 \"$disk/filler\"", folder, after, args);

    /// <summary>Runs the tool where <paramref name="folder"/> lies on a disk that is mounted read-only.</summary>
    public static Task<CommandOutcome> RunReadOnlyAsync(string folder, string after, params string[] args) =>
        RunAsync("mount -o remount,ro \"$disk\"", folder, after, args);

    private static Task<CommandOutcome> RunAsync(string spoil, string folder, string after, string[] args)
    {
        var script = $"""
            disk=$1 after=$2; shift 2
            mkdir "$after" && cp -R "$disk/." "$after" && mount -t tmpfs -o size=256k tmpfs "$disk" && cp -R "$after/." "$disk" || exit 99
            {spoil}
            "$@"; status=$?
            rm -rf "$after"; cp -R "$disk" "$after"; rm -f "$after/filler"
            exit $status
            """;
        return ToolProcess.RunProcessAsync([.. Namespace, "sh", "-c", script, "sh", folder, after, .. ToolProcess.Command(args)]);
    }
}
