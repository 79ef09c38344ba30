namespace BuildCompress.Engines.LinearSolver;

/// <summary>Parameters of one solve.</summary>
public sealed class MPSolverParameters : IDisposable
{
    private double _relativeGap = 1e-4;

    /// <summary>The parameters that are real numbers.</summary>
    public enum DoubleParam
    {
        /// <summary>A solution within this part of the best bound counts as optimal; 1e-4 by default.</summary>
        RELATIVE_MIP_GAP,
    }

    public void SetDoubleParam(DoubleParam param, double value) => _relativeGap = value;

    public double GetDoubleParam(DoubleParam param) => _relativeGap;

    public void Dispose()
    {
    }
}
