namespace BuildCompress.Onnx.Coupling;

/// <summary>Union-find over channel slots: slots of one class live and die together. A class may be fixed, with a reason.</summary>
internal sealed class ChannelClasses
{
    private readonly List<int> parents = [];
    private readonly List<string?> reasons = [];

    public int Count => parents.Count;

    /// <summary>New slots, each a class of its own.</summary>
    public int[] Create(int count)
    {
        var slots = new int[count];
        for (var i = 0; i < count; i++)
        {
            slots[i] = parents.Count;
            parents.Add(parents.Count);
            reasons.Add(null);
        }

        return slots;
    }

    /// <summary>The class of a slot: its smallest member.</summary>
    public int Find(int slot)
    {
        while (parents[slot] != slot)
            slot = parents[slot] = parents[parents[slot]];
        return slot;
    }

    /// <summary>The class of every slot, by slot.</summary>
    public int[] Roots()
    {
        var roots = new int[Count];
        for (var slot = 0; slot < roots.Length; slot++)
            roots[slot] = Find(slot);
        return roots;
    }

    public void Union(int a, int b)
    {
        a = Find(a);
        b = Find(b);
        if (a == b)
            return;
        var (root, child) = a < b ? (a, b) : (b, a);
        parents[child] = root;
        reasons[root] ??= reasons[child];
    }

    /// <summary>Forbids cutting the slot's class; the first reason given is kept.</summary>
    public void Fix(int slot, string why) => reasons[Find(slot)] ??= why;

    /// <summary>As <see cref="Fix"/>, with a reason that goes before those given.</summary>
    public void Refix(int slot, string why) => reasons[Find(slot)] = why;

    public string? WhyFixed(int slot) => reasons[Find(slot)];
}
