using System.ComponentModel;
using System.Globalization;
using BuildCompress.Core.Units;

namespace BuildCompress.Agent.Hosting;

/// <summary>Lets settings say <c>512 MiB</c>.</summary>
internal sealed class BytesTypeConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text && Bytes.TryParse(text, out var size)
            ? size
            : throw new FormatException($"'{value}' is no size; write e.g. 512 MiB.");
}
