namespace BuildCompress.Selection.Solving;

/// <summary>What keeping channels of one group adds to the scores of another group (or of the same one).</summary>
/// <param name="Group">The group whose scores change.</param>
/// <param name="Rows"><c>[size of the flipped group, size of <paramref name="Group"/>]</c>; a row per flipped channel.</param>
internal sealed record Link(int Group, float[] Rows);
