namespace BuildCompress.Selection;

/// <summary>The terms that are one layer's importance, for <see cref="BalancedSelection"/>.</summary>
/// <param name="Name">For people.</param>
/// <param name="Terms">Names of <see cref="BilinearTerm"/>s and <see cref="LinearTerm"/>s; all terms of a name belong.</param>
public sealed record SelectionLayer(string Name, IReadOnlyList<string> Terms);
