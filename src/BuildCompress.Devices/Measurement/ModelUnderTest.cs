namespace BuildCompress.Devices.Measurement;

/// <summary>One of the models that are measured together.</summary>
/// <param name="Name">What the result calls it.</param>
/// <param name="Model">Bytes of the ONNX file.</param>
public sealed record ModelUnderTest(string Name, byte[] Model);
