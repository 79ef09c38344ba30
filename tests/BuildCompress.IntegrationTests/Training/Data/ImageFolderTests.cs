using BuildCompress.Core.Manifests;
using BuildCompress.Training.Data;

namespace BuildCompress.IntegrationTests.Training.Data;

public sealed class ImageFolderTests : IDisposable
{
    private static readonly DataExpectation FourByThree = new(new ImageShape(3, 3, 4), 2);
    private readonly string root = Directory.CreateTempSubdirectory("images-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void ClassesAreFoldersInOrdinalOrderAndPixelsBecomePlanar()
    {
        var pixels = Bytes(3 * 4 * 3, seed: 1);
        Put("b/0.png", PngFile.Rgb(4, 3, Bytes(36, seed: 2)));
        Put("Z/1.png", PngFile.Rgb(4, 3, pixels));

        var data = Read();

        Assert.Equal([0, 1], data.Labels.ToArray());
        Assert.Equal(pixels[3 * 5], data.Image(0)[5]);
        Assert.Equal(pixels[(3 * 5) + 2], data.Image(0)[(2 * 12) + 5]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EveryRowFilterIsUndone(int seed)
    {
        var pixels = Bytes(3 * 20 * 10, seed);
        Put("a/0.png", PngFile.Rgb(20, 10, pixels));
        Directory.CreateDirectory(Path.Combine(root, "b"));

        var data = ImageDatasetReader.Read(TestData.Source(DataFormat.ImageFolder, root), new DataExpectation());

        for (var i = 0; i < 200; i++)
            Assert.Equal((pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]), (data.Image(0)[i], data.Image(0)[200 + i], data.Image(0)[400 + i]));
    }

    [Fact]
    public void GreyPaletteAndTransparentImagesServeAModelOfThreeChannels()
    {
        Put("a/grey.png", PngFile.Write(4, 3, 8, 0, 1, [.. Enumerable.Range(0, 12).Select(i => (byte)i)]));
        Put("a/palette.png", PngFile.Write(4, 3, 2, 3, 1, [0b00_01_10_11, 0, 0], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
        Put("b/rgba.png", PngFile.Write(4, 3, 8, 6, 4, [.. Enumerable.Range(0, 48).Select(i => (byte)i)]));

        var data = Read();

        Assert.Equal([7, 7, 7], Pixel(data, 0, 7));
        Assert.Equal([10, 11, 12], Pixel(data, 1, 3));
        Assert.Equal([20, 21, 22], Pixel(data, 2, 5));
    }

    [Fact]
    public void AnImageOfTheWrongSizeIsNamed()
    {
        Put("a/good.png", PngFile.Rgb(4, 3, Bytes(36, 1)));
        Put("b/bad.png", PngFile.Rgb(3, 4, Bytes(36, 1)));

        var error = TestData.ErrorOf(() => Read());

        Assert.Equal("BCMP4004", error.Id);
        Assert.Contains("bad.png' is 3x4x3, and the model expects 3x3x4", error.Message);
        Assert.Equal(3, error.Span!.Line);
    }

    [Fact]
    public void ClassFoldersMustMatchTheOutputs()
    {
        Put("a/0.png", PngFile.Rgb(4, 3, Bytes(36, 1)));

        var error = TestData.ErrorOf(() => Read());

        Assert.Equal("BCMP4006", error.Id);
        Assert.Contains("1 classes, and the model has 2 outputs", error.Message);
    }

    [Fact]
    public void FoldersWithoutImagesAreReported()
    {
        Directory.CreateDirectory(Path.Combine(root, "a"));
        Directory.CreateDirectory(Path.Combine(root, "b"));

        Assert.Equal("BCMP4001", TestData.ErrorOf(() => Read()).Id);
    }

    [Fact]
    public void DamagedAndUnsupportedImagesAreNamed()
    {
        var good = PngFile.Rgb(4, 3, Bytes(36, 1));
        byte[][] bad =
        [
            good[..40], good[..(good.Length - 20)], "GIF89a..............."u8.ToArray(), [],
            PngFile.Write(4, 3, 16, 2, 3, Bytes(72, 1)), PngFile.Write(4, 3, 8, 2, 3, Bytes(36, 1), interlace: 1),
            PngFile.Write(4, 3, 8, 3, 1, Bytes(12, 1), [0, 0, 0]), PngFile.Write(40000, 40000, 8, 2, 3, []),
        ];
        Put("b/fine.png", good);
        foreach (var file in bad)
        {
            Put("a/x.png", file);
            var error = TestData.ErrorOf(() => Read());
            Assert.Equal("BCMP4007", error.Id);
            Assert.Contains("x.png", error.Message);
        }
    }

    [Fact]
    public void NoMutatedFileCausesAnythingButADiagnostic()
    {
        var random = new Random(5);
        var good = PngFile.Rgb(4, 3, Bytes(36, 1));
        Put("b/fine.png", good);
        for (var i = 0; i < 500; i++)
        {
            var mutant = good.ToArray();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
                mutant[random.Next(mutant.Length)] ^= (byte)(1 << random.Next(8));
            Put("a/x.png", mutant[..random.Next(mutant.Length / 2, mutant.Length + 1)]);
            var problem = Record.Exception(() => Read());
            Assert.True(problem is null or Core.Diagnostics.DiagnosticException, problem?.ToString());
        }
    }

    private ImageDataset Read() => ImageDatasetReader.Read(TestData.Source(DataFormat.ImageFolder, root), FourByThree);

    private void Put(string path, byte[] bytes)
    {
        var full = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
    }

    private static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Pixel(ImageDataset data, int image, int at)
    {
        var plane = data.Shape.Height * data.Shape.Width;
        return [data.Image(image)[at], data.Image(image)[plane + at], data.Image(image)[(2 * plane) + at]];
    }
}
