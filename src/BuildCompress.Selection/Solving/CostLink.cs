namespace BuildCompress.Selection.Solving;

/// <summary>Cost in one budget of a channel for every kept channel of another group.</summary>
internal readonly record struct CostLink(int Budget, int Group, long Cost);
