namespace BuildCompress.Selection.Solving;

/// <summary>Where a variable stands in the residual streams.</summary>
/// <param name="Branch">The u beside this v, or -1.</param>
/// <param name="Sum">The v beside this u, or -1.</param>
/// <param name="Source">For u and v: the v before them, <see cref="None"/> or <see cref="Anything"/>.</param>
/// <param name="NextSum">The v that this v is the source of, or -1.</param>
internal readonly record struct Site(int Branch, int Sum, int Source, int NextSum)
{
    /// <summary>Only the branch can produce the channel.</summary>
    public const int None = -1;

    /// <summary>The shortcut always produces the channel.</summary>
    public const int Anything = -2;

    public static Site Alone => new(-1, -1, None, -1);
}
