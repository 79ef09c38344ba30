using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx.Import;

/// <summary>StringStringEntryProto → key and value.</summary>
internal static class EntryReader
{
    public static (string Key, string Value) Read(ReadOnlyMemory<byte> message)
    {
        var (key, value) = ("", "");
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Fields.Entry.Key:
                    key = reader.Text();
                    break;
                case Fields.Entry.Value:
                    value = reader.Text();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return (key, value);
    }
}
