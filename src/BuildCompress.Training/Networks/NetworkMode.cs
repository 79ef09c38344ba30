namespace BuildCompress.Training.Networks;

/// <summary>How a network runs.</summary>
public enum NetworkMode
{
    /// <summary>As deployed: batch normalisation by running statistics, no dropout.</summary>
    Evaluation,

    /// <summary>Batch normalisation by the batch's statistics, which also update the running ones; dropout on.</summary>
    Training,
}
