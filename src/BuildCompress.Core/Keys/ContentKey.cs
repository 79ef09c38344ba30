using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace BuildCompress.Core.Keys;

/// <summary>Identity of a result: SHA-256 of everything it depends on, as 64 lower-case hexadecimal digits.</summary>
public readonly record struct ContentKey
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private ContentKey(string hex) => Hex = hex;

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string Hex { get; }

    /// <summary>The first 12 digits, for people and folder names that need not be unique in the world.</summary>
    public string Short => Hex[..12];

    /// <summary>The key with these 32 bytes.</summary>
    public static ContentKey FromDigest(ReadOnlySpan<byte> digest) => digest.Length == 32
        ? new(Convert.ToHexStringLower(digest))
        : throw new ArgumentException("A content key has 32 bytes.", nameof(digest));

    /// <summary>Reads what <see cref="Hex"/> gave.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ContentKey key)
    {
        var valid = text is { Length: 64 } && !text.AsSpan().ContainsAnyExcept(Digits);
        key = valid ? new(text!) : default;
        return valid;
    }

    public override string ToString() => Hex;
}
