namespace BuildCompress.Selection;

/// <summary>Why no selection is better than an <see cref="UpperBound"/>.</summary>
public enum BoundProof
{
    /// <summary>
    /// A linear function of the selection, maximised exactly, that is nowhere below the importance of a selection within the budgets whose
    /// counts lie in ranges that every better selection was proven to keep.
    /// </summary>
    Majorant,

    /// <summary>The best relaxation left in a mixed-integer solver's branch and bound when its time was up.</summary>
    BranchAndBound,

    /// <summary>No better selection exists: the known one is optimal.</summary>
    Optimal,
}
