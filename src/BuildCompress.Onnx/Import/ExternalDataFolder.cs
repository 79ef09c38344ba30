using System.Globalization;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx.Import;

/// <summary>Reads tensor data that lies in files beside the model.</summary>
/// <param name="folder">The model's folder; null when the model does not come from a file. Paths that leave it are refused.</param>
internal sealed class ExternalDataFolder(string? folder)
{
    private readonly Dictionary<(string Path, long Offset, long Length), ReadOnlyMemory<byte>> regions = [];
    private readonly Dictionary<string, long> budgets = [];

    /// <summary>Full paths of the files read from so far, in ordinal order.</summary>
    public IReadOnlyList<string> Files => [.. budgets.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The region that the <c>location</c>, <c>offset</c> and <c>length</c> entries of a tensor name; equal regions are read once.</summary>
    /// <param name="tensor">Name for messages.</param>
    /// <param name="entries">Key-value pairs of the TensorProto.</param>
    /// <param name="size">Bytes that the tensor's shape needs.</param>
    public ReadOnlyMemory<byte> Read(string tensor, IReadOnlyDictionary<string, string> entries, long size)
    {
        if (folder is null)
            throw Bad(tensor, "which needs the model's folder");
        var path = Resolve(folder, tensor, entries.GetValueOrDefault("location", ""));
        var offset = Number(tensor, entries, "offset", 0);
        var length = Number(tensor, entries, "length", size);
        if (length != size)
            throw Bad(tensor, $"of {length} bytes where its shape needs {size}");
        if (regions.TryGetValue((path, offset, length), out var known))
            return known;

        try
        {
            using var file = File.OpenHandle(path);
            var fileLength = RandomAccess.GetLength(file);

            // Regions of different tensors do not overlap in an honest file, so all of them together are no longer than it.
            var left = budgets.GetValueOrDefault(path, fileLength);
            if (offset > fileLength || length > fileLength - offset || length > left || length > Array.MaxLength)
                throw Bad(tensor, $"at {offset}, {length} bytes long, which '{path}' of {fileLength} bytes does not hold");
            budgets[path] = left - length;
            var bytes = new byte[length];
            if (RandomAccess.Read(file, bytes, offset) != length)
                throw Bad(tensor, $"that '{path}' does not hold");
            return regions[(path, offset, length)] = bytes;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Bad(tensor, $"that cannot be read: {problem.Message}");
        }
    }

    private static string Resolve(string folder, string tensor, string location)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        if (location.Length == 0 || location.Contains('\0') || Path.IsPathRooted(location))
            throw Bad(tensor, $"at '{location}', which is no path inside the model's folder");
        var path = Path.GetFullPath(Path.Combine(root, location));
        return path.StartsWith(root, StringComparison.Ordinal) ? path
            : throw Bad(tensor, $"at '{location}', which is outside the model's folder");
    }

    private static long Number(string tensor, IReadOnlyDictionary<string, string> entries, string key, long fallback)
    {
        if (!entries.TryGetValue(key, out var text))
            return fallback;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw Bad(tensor, $"with the {key} '{text}'");
    }

    private static MalformedModelException Bad(string tensor, string cause) =>
        MalformedModelException.ExternalData($"tensor '{tensor}' has external data {cause}");
}
