namespace BuildCompress.Selection;

/// <summary>Importance of single channels: <c>sum_j Importance[j] r_Group(j)</c>, e.g. of a depthwise convolution.</summary>
/// <param name="Name">For people: the layer.</param>
/// <param name="Group">Index of the group.</param>
/// <param name="Importance">Nonnegative, <c>[Size(Group)]</c>.</param>
public sealed record LinearTerm(string Name, int Group, float[] Importance);
