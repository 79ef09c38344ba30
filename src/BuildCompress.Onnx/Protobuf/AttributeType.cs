namespace BuildCompress.Onnx.Protobuf;

/// <summary>Kinds of attribute, with the numbers of <c>AttributeProto.AttributeType</c>, as far as they are understood.</summary>
internal enum AttributeType
{
    Undefined = 0,
    Float = 1,
    Int = 2,
    Text = 3,
    Tensor = 4,
    Floats = 6,
    Ints = 7,
}
