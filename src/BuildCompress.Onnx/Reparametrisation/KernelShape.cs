namespace BuildCompress.Onnx.Reparametrisation;

/// <summary>Everything but the numbers of a linear map of feature maps: its kernel is <c>[Outputs, Inputs / Groups, Rows.Size, Columns.Size]</c>.</summary>
public sealed record KernelShape(int Outputs, int Inputs, int Groups, KernelAxis Rows, KernelAxis Columns)
{
    /// <summary>Inputs that one output reads.</summary>
    public int InputsPerGroup => Inputs / Groups;

    /// <summary>Taps of one output on one input.</summary>
    public int Taps => (int)(Rows.Size * Columns.Size);

    /// <summary>Dimensions of the kernel.</summary>
    public long[] Dims => [Outputs, InputsPerGroup, Rows.Size, Columns.Size];

    /// <summary>Multiply-accumulates per output position.</summary>
    public long Macs => (long)Outputs * InputsPerGroup * Taps;

    /// <summary>Every channel as it is, between <paramref name="rows"/> and <paramref name="columns"/> of zeros.</summary>
    public static KernelShape Identity(int channels, (long Before, long After) rows = default, (long Before, long After) columns = default) => new(
        channels, channels, channels, KernelAxis.Point with { Before = rows.Before, After = rows.After }, KernelAxis.Point with { Before = columns.Before, After = columns.After });

    /// <summary>The map that does <paramref name="first"/>, then <paramref name="second"/>.</summary>
    public static KernelShape Sequence(KernelShape first, KernelShape second) => new(
        second.Outputs, first.Inputs, Divisor(first.Groups, second.Groups),
        KernelAxis.Sequence(first.Rows, second.Rows), KernelAxis.Sequence(first.Columns, second.Columns));

    /// <summary>The map whose kernel has room for those of all <paramref name="branches"/>; null when their windows move differently.</summary>
    public static KernelShape? Sum(IReadOnlyList<KernelShape> branches) =>
        KernelAxis.Sum([.. branches.Select(b => b.Rows)]) is { } rows && KernelAxis.Sum([.. branches.Select(b => b.Columns)]) is { } columns
        && branches.All(b => b.Outputs == branches[0].Outputs && b.Inputs == branches[0].Inputs)
            ? new(branches[0].Outputs, branches[0].Inputs, branches.Aggregate(0, (groups, b) => Divisor(groups, b.Groups)), rows, columns) : null;

    private static int Divisor(int a, int b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }
}
