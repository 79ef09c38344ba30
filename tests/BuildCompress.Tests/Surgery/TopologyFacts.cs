using System.Text.Json;

namespace BuildCompress.Tests.Surgery;

/// <summary>What is known about a topology of the zoo from measuring it in PyTorch: which weight channels live and die together.</summary>
internal sealed class TopologyFacts(string name)
{
    private readonly JsonElement root = JsonDocument.Parse(File.ReadAllText(SharedData.Path($"models/topologies/{name}.facts.json"))).RootElement;

    /// <summary>Everything of which channels are known: outputs and inputs of weights, and the constants that follow them.</summary>
    public IEnumerable<Axis> Axes()
    {
        foreach (var group in root.GetProperty("groups").EnumerateArray())
        {
            var offset = 1000 * group.GetProperty("id").GetInt32();
            string[] reasons = [.. group.GetProperty("reason").EnumerateArray().Select(r => r.GetString()!)];
            foreach (var side in new[] { "producers", "consumers", "followers" })
            {
                foreach (var entry in group.GetProperty(side).EnumerateArray())
                {
                    yield return new Axis(
                        entry.GetProperty("node").GetString()!, side, entry.TryGetProperty("input", out var input) ? input.GetInt32() : 1,
                        [.. Classes(entry.GetProperty("classes")).Select(c => c < 0 ? -1 : c + offset)], reasons);
                }
            }
        }
    }

    private static IEnumerable<int> Classes(JsonElement classes) => classes.ValueKind == JsonValueKind.Object
        ? Enumerable.Range(0, classes.GetProperty("identity").GetInt32())
        : classes.EnumerateArray().Select(c => c.GetInt32());

    /// <summary>One axis of a weight or other constant.</summary>
    /// <param name="Node">First output of the node that reads it.</param>
    /// <param name="Side">producers, consumers or followers.</param>
    /// <param name="Input">Which input of the node it is.</param>
    /// <param name="Classes">Class of each channel, -1 for one that cannot be cut. Classes count across all groups.</param>
    /// <param name="Reasons">Why channels of its group cannot be cut.</param>
    internal sealed record Axis(string Node, string Side, int Input, int[] Classes, string[] Reasons);
}
