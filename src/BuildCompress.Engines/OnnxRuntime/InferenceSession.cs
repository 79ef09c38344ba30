using System.Runtime.InteropServices;

namespace BuildCompress.Engines.OnnxRuntime;

/// <summary>A model made ready to run. Any number of threads may run it at the same time.</summary>
public sealed unsafe class InferenceSession : IDisposable
{
    private readonly OrtApi _api = OrtApi.Instance;
    private readonly OrtHandle _session;
    private readonly SessionPorts _inputs;
    private readonly SessionPorts _outputs;

    /// <summary>Loads a model file.</summary>
    /// <exception cref="OnnxRuntimeException">The file is missing, is no ONNX model, or needs an operator the runtime lacks.</exception>
    public InferenceSession(string modelPath, SessionOptions options)
    {
        nint session;
        fixed (byte* path = NativeText.Path(modelPath))
            _api.Check(_api.CreateSession(OrtEnv.Instance().Handle, path, options.Handle.Pointer, &session));
        GC.KeepAlive(options);
        (_session, _inputs, _outputs) = Open(session);
    }

    /// <summary>Loads a model from its bytes, which may be changed afterwards.</summary>
    /// <exception cref="OnnxRuntimeException">The bytes are no ONNX model, or the model needs an operator the runtime lacks.</exception>
    public InferenceSession(byte[] model, SessionOptions options)
        : this(OrtEnv.Instance(), model, options)
    {
    }

    internal InferenceSession(OrtEnv env, byte[] model, SessionOptions options)
    {
        nint session;
        fixed (byte* bytes = model)
            _api.Check(_api.CreateSessionFromArray(env.Handle, bytes, (nuint)model.Length, options.Handle.Pointer, &session));
        GC.KeepAlive(options);
        (_session, _inputs, _outputs) = Open(session);
    }

    /// <summary>Names of the inputs, in the model's order.</summary>
    public IReadOnlyList<string> InputNames => _inputs.Names;

    /// <summary>Names of the outputs, in the model's order.</summary>
    public IReadOnlyList<string> OutputNames => _outputs.Names;

    /// <summary>Type and shape of each input.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> InputMetadata => _inputs.Metadata;

    /// <summary>Type and shape of each output.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> OutputMetadata => _outputs.Metadata;

    /// <summary>Runs the model; the runtime allocates the outputs, which the caller disposes.</summary>
    /// <exception cref="OnnxRuntimeException">A name, shape or element type does not fit, or the run was terminated.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions runOptions, IReadOnlyCollection<string> inputNames, IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames)
    {
        var pointers = new nint[outputNames.Count];
        Run(runOptions, AsSpan(inputNames), AsSpan(inputValues), AsSpan(outputNames), pointers);
        return new OwnedValues(Array.ConvertAll(pointers, pointer => new OrtValue(new OrtHandle(pointer, _api.ReleaseValue))));
    }

    /// <summary>Runs the model into outputs allocated beforehand; with arrays as arguments it allocates nothing.</summary>
    /// <exception cref="OnnxRuntimeException">A name, shape or element type does not fit, or the run was terminated.</exception>
    public void Run(
        RunOptions runOptions, IReadOnlyCollection<string> inputNames, IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames, IReadOnlyCollection<OrtValue> outputValues)
    {
        if (outputNames.Count != outputValues.Count)
            throw new ArgumentException($"There are {outputNames.Count} output names, but {outputValues.Count} values.", nameof(outputValues));
        var values = AsSpan(outputValues);
        Span<nint> pointers = stackalloc nint[values.Length];
        for (var i = 0; i < values.Length; i++)
            pointers[i] = values[i].Handle.Pointer;
        Run(runOptions, AsSpan(inputNames), AsSpan(inputValues), AsSpan(outputNames), pointers);
        GC.KeepAlive(outputValues);
    }

    /// <summary>Writes the profile and returns its path.</summary>
    public string EndProfiling()
    {
        byte* path;
        _api.Check(_api.SessionEndProfiling(_session.Pointer, _api.Allocator, &path));
        return _api.TakeString(path);
    }

    public void Dispose() => _session.Dispose();

    private (OrtHandle Session, SessionPorts Inputs, SessionPorts Outputs) Open(nint session) => (
        new OrtHandle(session, _api.ReleaseSession),
        new SessionPorts(_api, session, _api.SessionGetInputCount, _api.SessionGetInputName, _api.SessionGetInputTypeInfo),
        new SessionPorts(_api, session, _api.SessionGetOutputCount, _api.SessionGetOutputName, _api.SessionGetOutputTypeInfo));

    private void Run(
        RunOptions runOptions, ReadOnlySpan<string> inputNames, ReadOnlySpan<OrtValue> inputValues,
        ReadOnlySpan<string> outputNames, Span<nint> outputs)
    {
        if (inputNames.Length != inputValues.Length)
            throw new ArgumentException($"There are {inputNames.Length} input names, but {inputValues.Length} values.", nameof(inputValues));
        var held = false;
        try
        {
            // Another thread may dispose the session while it runs: it then goes when the run has ended.
            _session.DangerousAddRef(ref held);
            var names = stackalloc byte*[inputNames.Length];
            var values = stackalloc nint[inputNames.Length];
            var wanted = stackalloc byte*[outputNames.Length];
            for (var i = 0; i < inputNames.Length; i++)
            {
                names[i] = _inputs.NativeName(inputNames[i], "input");
                values[i] = inputValues[i].Handle.Pointer;
            }
            for (var i = 0; i < outputNames.Length; i++)
                wanted[i] = _outputs.NativeName(outputNames[i], "output");
            fixed (nint* results = outputs)
            {
                _api.Check(_api.Run(
                    _session.Pointer, runOptions.Handle.Pointer,
                    names, values, (nuint)inputNames.Length, wanted, (nuint)outputNames.Length, results));
            }
            foreach (var value in inputValues)
                GC.KeepAlive(value);
            GC.KeepAlive(runOptions);
            GC.KeepAlive(this);
        }
        finally
        {
            if (held)
                _session.DangerousRelease();
        }
    }

    private static ReadOnlySpan<T> AsSpan<T>(IReadOnlyCollection<T> items) => items switch
    {
        T[] array => array,
        List<T> list => CollectionsMarshal.AsSpan(list),
        _ => items.ToArray(),
    };
}
