namespace BuildCompress.MSBuild;

/// <summary>How to start the <c>buildcompress</c> tool.</summary>
/// <param name="Program">Full path of the program to start, or a name to look up on the path.</param>
/// <param name="LeadingArguments">What comes before the tool's own arguments.</param>
/// <param name="WorkingFolder">Folder to start it in; matters for a local tool.</param>
internal sealed record WorkerTool(string Program, IReadOnlyList<string> LeadingArguments, string WorkingFolder)
{
    private const string Command = "buildcompress";

    /// <summary>
    /// Looks in this order: the path the project gives, the tool manifest above the project, the user's global tools.
    /// Null when there is none.
    /// </summary>
    /// <param name="chosen">A program, a <c>.dll</c>, or a folder with one of them; empty for none.</param>
    /// <param name="projectFolder">Where the search for a tool manifest starts.</param>
    /// <param name="dotnet">The <c>dotnet</c> program.</param>
    /// <param name="globalTools">The folder of global tools.</param>
    public static WorkerTool? Find(string chosen, string projectFolder, string dotnet, string globalTools)
    {
        if (chosen.Length > 0)
            return Chosen(Path.Combine(projectFolder, chosen), projectFolder, dotnet);

        if (ToolManifest.FolderWith(Command, projectFolder) is { } folder)
            return new WorkerTool(dotnet, ["tool", "run", Command, "--"], folder);

        return ProgramIn(globalTools) is { } program ? new WorkerTool(program, [], projectFolder) : null;
    }

    private static WorkerTool? Chosen(string path, string projectFolder, string dotnet)
    {
        if (Directory.Exists(path))
            path = ProgramIn(path) ?? Path.Combine(path, Command + ".dll");

        if (!File.Exists(path))
            return null;

        return path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? new WorkerTool(dotnet, [path], projectFolder)
            : new WorkerTool(path, [], projectFolder);
    }

    private static string? ProgramIn(string folder)
    {
        var program = Path.Combine(folder, OperatingSystem.IsWindows() ? Command + ".exe" : Command);
        return File.Exists(program) ? program : null;
    }
}
