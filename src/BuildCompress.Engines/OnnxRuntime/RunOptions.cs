namespace BuildCompress.Engines.OnnxRuntime;

/// <summary>Options of one or more runs; the handle by which a run is stopped from another thread.</summary>
public sealed unsafe class RunOptions : IDisposable
{
    private readonly OrtApi _api = OrtApi.Instance;

    public RunOptions()
    {
        nint options;
        _api.Check(_api.CreateRunOptions(&options));
        Handle = new OrtHandle(options, _api.ReleaseRunOptions);
    }

    internal OrtHandle Handle { get; }

    /// <summary>
    /// True stops every run that uses these options at its next node, with an <see cref="OnnxRuntimeException"/>; set it back to false
    /// before another run.
    /// </summary>
    public bool Terminate
    {
        get;
        set
        {
            _api.Check(value ? _api.RunOptionsSetTerminate(Handle.Pointer) : _api.RunOptionsUnsetTerminate(Handle.Pointer));
            field = value;
        }
    }

    public void Dispose() => Handle.Dispose();
}
