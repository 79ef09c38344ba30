using System.Runtime.InteropServices;
using System.Text;

namespace BuildCompress.Engines.OnnxRuntime;

/// <summary>Strings in the two encodings of the C API, terminated by zero.</summary>
internal static class NativeText
{
    /// <summary>Names, keys and values are UTF-8 everywhere.</summary>
    public static byte[] Utf8(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    /// <summary>Paths (<c>ORTCHAR_T*</c>) are UTF-16 on Windows and UTF-8 elsewhere.</summary>
    public static byte[] Path(string path) =>
        OperatingSystem.IsWindows() ? [.. MemoryMarshal.AsBytes(path.AsSpan()), 0, 0] : Utf8(path);

    public static unsafe string Read(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}
