namespace BuildCompress.IntegrationTests.MSBuild;

/// <summary>A shell script in the tool's place, to test what the task makes of a worker's words and silence.</summary>
internal sealed class WorkerScript : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("worker-").FullName;

    /// <param name="body">Shell commands; <c>$cancel</c>, <c>$target</c> and <c>$threads</c> hold the options' values, <c>$here</c> the script's folder.</param>
    public WorkerScript(string body)
    {
        Path = System.IO.Path.Combine(folder, "worker.sh");
        File.WriteAllText(Path, $"""
            #!/bin/sh
            here={folder}
            manifest=$2; shift 2
            while [ $# -gt 0 ]; do case $1 in --target) target=$2;; --cancel-file) cancel=$2;; --threads) threads=$2;; esac; shift 2; done
            {body}
            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Path { get; }

    public string Folder => folder;

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
