namespace BuildCompress.Onnx.Graphs;

/// <summary>A named graph input or output with its declared type.</summary>
public sealed record ValueInfo(string Name, TensorType Type);
