namespace BuildCompress.Training.Data;

/// <summary>The order in which an epoch visits the samples.</summary>
public static class EpochOrder
{
    /// <summary>A permutation of 0..<paramref name="count"/> - 1 (Fisher-Yates), fixed by seed and epoch.</summary>
    public static int[] Of(int count, int seed, int epoch)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
            order[i] = i;
        var random = RandomBits.For(seed, epoch, item: -1);
        for (var i = count - 1; i > 0; i--)
        {
            var j = random.Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
