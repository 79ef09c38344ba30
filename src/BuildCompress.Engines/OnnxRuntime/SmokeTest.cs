using BuildCompress.Engines.Probes;

namespace BuildCompress.Engines.OnnxRuntime;

/// <summary>
/// One tiny run before anything else uses the function table. A wrong slot raises no error of its own: it hangs or corrupts, far from
/// the cause.
/// </summary>
internal static class SmokeTest
{
    /// <exception cref="DllNotFoundException">The library does not compute what it must.</exception>
    public static void Run(OrtEnv env)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        using var session = new InferenceSession(env, TinyModel.Relu(), options);
        using var runOptions = new RunOptions();
        using var x = OrtValue.CreateTensorValueFromMemory([-1f, 2f], [2]);
        using var outputs = session.Run(runOptions, session.InputNames, [x], session.OutputNames);
        var y = outputs.Single();
        if (y.GetTensorTypeAndShape().Shape is not [2] || y.GetTensorDataAsSpan<float>() is not [0, 2])
            throw new DllNotFoundException($"ONNX Runtime {env.GetVersionString()} was loaded, but does not compute max(0, x) correctly.");
    }
}
