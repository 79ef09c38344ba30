namespace BuildCompress.Engines.TorchSharp;

/// <summary>The open dispose scopes of each thread, innermost first.</summary>
public sealed class DisposeScopeManager
{
    [ThreadStatic]
    private static ThreadDisposeScopeStatistics? statistics;

    /// <summary>What the calling thread has created and disposed.</summary>
    public static ThreadDisposeScopeStatistics Statistics => statistics ??= new();

    [field: ThreadStatic]
    internal static DisposeScope? Current { get; set; }

    internal static DisposeScope? Register(IDisposable created)
    {
        var scope = Current;
        if (scope is null)
        {
            Statistics.CreatedOutsideScopeCount++;
            return null;
        }

        Statistics.CreatedInScopeCount++;
        scope.Add(created);
        return scope;
    }
}
