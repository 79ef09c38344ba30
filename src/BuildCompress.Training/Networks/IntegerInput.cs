namespace BuildCompress.Training.Networks;

/// <summary>Whole numbers that an operator reads (sizes, bounds, indices): known now, or computed by the graph from the size of the image.</summary>
internal sealed class IntegerInput
{
    private readonly long[]? known;
    private readonly int slot;

    public IntegerInput(long[] known) => this.known = known;

    /// <param name="slot">Where the running graph puts the numbers: int64 or int32, any shape.</param>
    public IntegerInput(int slot) => this.slot = slot;

    /// <summary>The numbers of this forward pass.</summary>
    public long[] In(Frame frame)
    {
        if (known is not null)
            return known;
        using var numbers = frame[slot].to(ScalarType.Int64);
        return numbers.data<long>().ToArray();
    }
}
