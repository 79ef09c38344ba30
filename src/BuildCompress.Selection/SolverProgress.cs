namespace BuildCompress.Selection;

/// <summary>One more restart has finished.</summary>
/// <param name="Finished">Restarts done.</param>
/// <param name="Total">Restarts asked for.</param>
/// <param name="BestObjective">Largest importance of a feasible selection so far.</param>
public sealed record SolverProgress(int Finished, int Total, double BestObjective);
