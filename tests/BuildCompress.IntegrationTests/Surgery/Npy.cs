using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace BuildCompress.IntegrationTests.Surgery;

/// <summary>Reads float32 arrays in NumPy's file format, version 1.</summary>
internal static partial class Npy
{
    public static (float[] Values, long[] Dims) Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var header = bytes[8] + 256 * bytes[9];
        var text = System.Text.Encoding.ASCII.GetString(bytes, 10, header);
        Assert.Contains("'<f4'", text, StringComparison.Ordinal);
        var dims = Shape().Match(text).Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (MemoryMarshal.Cast<byte, float>(bytes.AsSpan(10 + header)).ToArray(), [.. dims.Select(d => long.Parse(d))]);
    }

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex Shape();
}
