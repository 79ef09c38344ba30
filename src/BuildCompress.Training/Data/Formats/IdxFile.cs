using System.Buffers.Binary;
using BuildCompress.Core.Manifests;

namespace BuildCompress.Training.Data.Formats;

/// <summary>A file of the MNIST family: two zero bytes, element type, rank, big-endian sizes, elements.</summary>
/// <param name="Sizes">One to four dimensions; the first counts records.</param>
/// <param name="Elements">Unsigned bytes, row-major.</param>
internal sealed record IdxFile(int[] Sizes, byte[] Elements)
{
    private const byte UnsignedByte = 8;

    public static IdxFile Read(Located<string> path)
    {
        byte[] file;
        try
        {
            file = File.ReadAllBytes(path.Value);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DataError.Unreadable(path, e);
        }

        if (file.Length < 4 || file[0] != 0 || file[1] != 0 || file[2] != UnsignedByte || file[3] is 0 or > 4)
            throw DataError.Malformed(path, "is not an idx file of unsigned bytes with one to four dimensions", "Unpack it first if it is compressed (.gz).");
        var header = 4 + (4 * file[3]);
        var sizes = new int[file[3]];
        long elements = 1;
        for (var i = 0; i < sizes.Length && file.Length >= header; i++)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(4 + (4 * i)));
            sizes[i] = (int)Math.Min(size, int.MaxValue);
            elements = Math.Min(elements * sizes[i], long.MaxValue >> 32);
        }

        if (file.Length != header + elements)
        {
            throw DataError.Malformed(
                path, $"has {file.Length:N0} bytes, and its header ({string.Join('x', sizes)}) asks for {header + elements:N0}",
                "Fetch the file again; it is truncated or damaged.");
        }

        return new IdxFile(sizes, file[header..]);
    }
}
