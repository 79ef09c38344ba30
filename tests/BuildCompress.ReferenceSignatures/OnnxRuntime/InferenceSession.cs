using System;
using System.Collections.Generic;

namespace Microsoft.ML.OnnxRuntime;

public interface IDisposableReadOnlyCollection<T> : IReadOnlyCollection<T>, IDisposable
{
}

public class InferenceSession : IDisposable
{
    public InferenceSession(string modelPath, SessionOptions options) => throw null;

    public InferenceSession(byte[] model, SessionOptions options) => throw null;

    public IReadOnlyDictionary<string, NodeMetadata> InputMetadata => throw null;

    public IReadOnlyDictionary<string, NodeMetadata> OutputMetadata => throw null;

    public IReadOnlyList<string> InputNames => throw null;

    public IReadOnlyList<string> OutputNames => throw null;

    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions runOptions, IReadOnlyCollection<string> inputNames, IReadOnlyCollection<OrtValue> inputValues, IReadOnlyCollection<string> outputNames) =>
        throw null;

    public void Run(
        RunOptions runOptions, IReadOnlyCollection<string> inputNames, IReadOnlyCollection<OrtValue> inputValues, IReadOnlyCollection<string> outputNames,
        IReadOnlyCollection<OrtValue> outputValues) => throw null;

    public string EndProfiling() => throw null;

    public void Dispose() => throw null;
}

public class NodeMetadata
{
    internal NodeMetadata()
    {
    }

    public int[] Dimensions => throw null;

    public Tensors.TensorElementType ElementDataType => throw null;
}
