namespace BuildCompress.Selection;

/// <summary>A selection is not what it claims to be: a defect of the solver, never the user's.</summary>
public sealed class SelectionCheckException(string claim) : Exception($"The selection does not hold: {claim}.");
