namespace BuildCompress.Onnx.Coupling;

/// <summary>
/// Tells classes of channels apart by where they stand: two have the same footprint when every place (a tensor, an axis of a weight) holds them
/// equally often. Places are taken one after another, each splitting the footprints so far.
/// </summary>
/// <param name="roots">The class of every slot.</param>
internal sealed class Footprints(int[] roots)
{
    private readonly int[] footprints = new int[roots.Length];
    private readonly int[] counts = new int[roots.Length];
    private readonly HashSet<int[]> seen = new(ReferenceEqualityComparer.Instance);
    private readonly List<int> here = [];
    private readonly Dictionary<(int Footprint, int Count), int> split = [];
    private int last;

    /// <summary>The footprint of a class by its root: a number, the same for the same footprint.</summary>
    public int this[int root] => footprints[root];

    /// <summary>A place that holds <paramref name="slots"/>; the same array again tells nothing new, and null is no place.</summary>
    public void Add(int[]? slots)
    {
        if (slots is null || !seen.Add(slots))
            return;
        foreach (var slot in slots)
        {
            var root = roots[slot];
            if (counts[root]++ == 0)
                here.Add(root);
        }

        var (run, footprint) = ((-1, 0), 0);
        foreach (var root in here)
        {
            var key = (footprints[root], counts[root]);
            if (key != run && !split.TryGetValue(key, out footprint))
                split[key] = footprint = ++last;
            run = key;
            footprints[root] = footprint;
            counts[root] = 0;
        }

        here.Clear();
        split.Clear();
    }
}
