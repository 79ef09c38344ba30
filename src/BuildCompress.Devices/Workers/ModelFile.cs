namespace BuildCompress.Devices.Workers;

/// <summary>A model to measure that lies on this machine's disk.</summary>
/// <param name="Name">What the result calls it.</param>
/// <param name="Path">Full path of the ONNX file.</param>
public sealed record ModelFile(string Name, string Path);
