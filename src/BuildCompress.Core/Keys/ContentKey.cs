namespace BuildCompress.Core.Keys;

/// <summary>Identity of a result: SHA-256 of everything it depends on, as 64 lower-case hexadecimal digits.</summary>
public readonly record struct ContentKey
{
    private ContentKey(string hex) => Hex = hex;

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string Hex { get; }

    /// <summary>The key with these 32 bytes.</summary>
    public static ContentKey FromDigest(ReadOnlySpan<byte> digest) => digest.Length == 32
        ? new(Convert.ToHexStringLower(digest))
        : throw new ArgumentException("A content key has 32 bytes.", nameof(digest));

    public override string ToString() => Hex;
}
