using System.Text.Json;

namespace BuildCompress.MSBuild;

/// <summary>Finds a local .NET tool the way <c>dotnet tool run</c> does: in the manifests of a folder and of those above it.</summary>
internal static class ToolManifest
{
    private static readonly string[] Places = [Path.Combine(".config", "dotnet-tools.json"), "dotnet-tools.json"];

    /// <summary>The nearest folder, at or above <paramref name="start"/>, whose manifest has a tool with this command; null when there is none.</summary>
    public static string? FolderWith(string command, string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            foreach (var place in Places)
            {
                var path = Path.Combine(folder.FullName, place);
                if (!File.Exists(path))
                    continue;

                var (found, isRoot) = Look(path, command);
                if (found)
                    return folder.FullName;
                if (isRoot)
                    return null;
            }
        }

        return null;
    }

    private static (bool Found, bool IsRoot) Look(string path, string command)
    {
        try
        {
            using var manifest = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions
            {
                AllowTrailingCommas = true,
                CommentHandling = JsonCommentHandling.Skip,
            });
            var root = manifest.RootElement;
            var found = root.TryGetProperty("tools", out var tools)
                && tools.EnumerateObject().Any(tool => tool.Value.TryGetProperty("commands", out var commands)
                    && commands.EnumerateArray().Any(name => name.ValueEquals(command)));
            return (found, root.TryGetProperty("isRoot", out var isRoot) && isRoot.ValueKind == JsonValueKind.True);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            // A broken manifest is for dotnet to complain about, once somebody runs a tool of it.
            return (false, false);
        }
    }
}
