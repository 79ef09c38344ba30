using System.Text.Json;

namespace BuildCompress.Tests.Surgery;

/// <summary>What is known about a topology of the zoo from measuring it in PyTorch: which weight channels live and die together.</summary>
internal sealed class TopologyFacts(string name)
{
    private readonly JsonElement root = JsonDocument.Parse(File.ReadAllText(SharedData.Path($"models/topologies/{name}.facts.json"))).RootElement;

    /// <summary>One weight axis: class of each channel, -1 for one that cannot be cut. Classes count across all groups.</summary>
    public IEnumerable<(string Node, string Weight, bool Producer, int[] Classes)> Axes()
    {
        foreach (var group in root.GetProperty("groups").EnumerateArray())
        {
            var offset = 1000 * group.GetProperty("id").GetInt32();
            foreach (var side in new[] { "producers", "consumers" })
            {
                foreach (var entry in group.GetProperty(side).EnumerateArray())
                {
                    yield return (entry.GetProperty("node").GetString()!, entry.GetProperty("weight").GetString()!, side == "producers",
                        [.. Classes(entry.GetProperty("classes")).Select(c => c < 0 ? -1 : c + offset)]);
                }
            }
        }
    }

    private static IEnumerable<int> Classes(JsonElement classes) => classes.ValueKind == JsonValueKind.Object
        ? Enumerable.Range(0, classes.GetProperty("identity").GetInt32())
        : classes.EnumerateArray().Select(c => c.GetInt32());
}
