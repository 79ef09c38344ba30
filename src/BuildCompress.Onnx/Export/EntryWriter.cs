using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx.Export;

/// <summary>Key and value → StringStringEntryProto.</summary>
internal static class EntryWriter
{
    public static ProtoWriter Write(string key, string value)
    {
        var entry = new ProtoWriter();
        entry.Text(Fields.Entry.Key, key);
        entry.Text(Fields.Entry.Value, value);
        return entry;
    }
}
