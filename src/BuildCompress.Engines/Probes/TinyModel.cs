namespace BuildCompress.Engines.Probes;

/// <summary>The smallest model that shows whether a runtime computes.</summary>
public static class TinyModel
{
    /// <summary>An ONNX file with <c>y = Relu(x)</c>, both <c>float[2]</c>; opset 13, IR version 8.</summary>
    public static byte[] Relu() => Convert.FromBase64String(
        "CAg6MwoMCgF4EgF5IgRSZWx1EgFnWg8KAXgSCgoICAESBAoCCAJiDwoBeRIKCggIARIECgIIAkIECgAQDQ==");
}
