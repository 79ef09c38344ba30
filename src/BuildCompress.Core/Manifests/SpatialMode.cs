namespace BuildCompress.Core.Manifests;

/// <summary>Which kernel positions a filter may lose.</summary>
public enum SpatialMode
{
    /// <summary>None: kernels stay whole.</summary>
    Off,

    /// <summary>Any, shared by its inputs (the QCQP paper's shape columns): they become zeros, which budgets do not count but a dense runtime computes.</summary>
    Columns,

    /// <summary>Those outside a rectangle: the filters of one rectangle become a smaller convolution, so that the MACs are really saved.</summary>
    Rectangles,
}
