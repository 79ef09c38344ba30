namespace BuildCompress.Selection;

/// <summary>Why no selection is better than an <see cref="UpperBound"/>.</summary>
public enum BoundProof
{
    /// <summary>
    /// For every box of counts that may hold a better selection, a linear function, maximised exactly, that is nowhere below the importance of
    /// a selection within the budgets and the box.
    /// </summary>
    Majorant,

    /// <summary>The best relaxation left in a mixed-integer solver's branch and bound when its time was up.</summary>
    BranchAndBound,

    /// <summary>No better selection exists: the known one is optimal.</summary>
    Optimal,
}
