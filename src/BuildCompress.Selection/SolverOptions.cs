namespace BuildCompress.Selection;

/// <summary>How hard to search. Seed and effort decide the answer; the number of threads never does.</summary>
/// <param name="Seed">Of the random starts and moves.</param>
/// <param name="Threads">How many restarts run at once; 0 means one per processor.</param>
/// <param name="Restarts">Independent searches of which the best is returned, at least 1.</param>
/// <param name="Kicks">Random perturbations tried on each restart's best selection, of single channels and as many of whole groups, at least 0.</param>
public sealed record SolverOptions(int Seed = 1, int Threads = 0, int Restarts = 4, int Kicks = 100);
