using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Training.Data;

namespace BuildCompress.IntegrationTests.Training.Data;

public sealed class RecordFileTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("records-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void CifarRecordsComeInFileOrder()
    {
        var first = Put("1.bin", Record(3, 7));
        var second = Put("2.bin", [.. Record(9, 1), .. Record(0, 2)]);

        var data = ImageDatasetReader.Read(TestData.Source(DataFormat.Cifar10Binary, first, second), new DataExpectation(new ImageShape(3, 32, 32), 10));

        Assert.Equal([3, 9, 0], data.Labels.ToArray());
        Assert.Equal(7, data.Image(0)[0]);
        Assert.Equal((byte)(2 + (3071 % 200)), data.Image(2)[3071]);
    }

    [Fact]
    public void BadCifarFilesAreTold()
    {
        var whole = Put("whole.bin", [.. Record(1, 1), .. Record(12, 1)]);
        var cut = Put("cut.bin", Record(1, 1)[..^5]);
        var empty = Put("empty.bin", []);

        Expect("BCMP4005", "labels image 1 (counted from 0) as 12", DataFormat.Cifar10Binary, whole);
        Expect("BCMP4003", "ends within a record", DataFormat.Cifar10Binary, cut);
        Expect("BCMP4001", "holds no images", DataFormat.Cifar10Binary, empty);
        Expect("BCMP4002", "missing.bin", DataFormat.Cifar10Binary, Path.Combine(root, "missing.bin"));
        Expect("BCMP4004", "is 3x32x32, and the model expects 1x28x28", DataFormat.Cifar10Binary, whole, new DataExpectation(new ImageShape(1, 28, 28), 10));
    }

    [Fact]
    public void IdxImagesMayBeGreyPlanarOrFlat()
    {
        var labels = Put("labels", Idx([2], [1, 0]));
        byte[] pixels = [.. Enumerable.Range(0, 24).Select(i => (byte)i)];
        foreach (var (sizes, shape) in new[] { (new[] { 2, 3, 4 }, new ImageShape(1, 3, 4)), ([2, 3, 2, 2], new ImageShape(3, 2, 2)), ([2, 12], new ImageShape(1, 4, 3)) })
        {
            var data = Read(Put("images", Idx(sizes, pixels)), labels, new DataExpectation(shape, 2));
            Assert.Equal(shape, data.Shape);
            Assert.Equal([1, 0], data.Labels.ToArray());
            Assert.Equal(pixels[12..], data.Image(1).ToArray());
        }
    }

    [Fact]
    public void BadIdxFilesAreTold()
    {
        var images = Put("images", Idx([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]));
        var labels = Put("labels", Idx([2], [1, 0]));
        var any = new DataExpectation(null, 2);

        Assert.Contains("has 19 bytes", TestData.ErrorOf(() => Read(Put("cut", Idx([2, 2, 2], [1, 2, 3])), labels, any)).Message);
        Assert.Contains("is not an idx file", TestData.ErrorOf(() => Read(Put("text", "hello, world"u8.ToArray()), labels, any)).Message);
        Assert.Contains("3 labels for 2 images", TestData.ErrorOf(() => Read(images, Put("more", Idx([3], [0, 0, 0])), any)).Message);
        Assert.Equal("BCMP4005", TestData.ErrorOf(() => Read(images, Put("high", Idx([2], [0, 2])), any)).Id);
        Assert.Equal("BCMP4004", TestData.ErrorOf(() => Read(images, labels, new DataExpectation(new ImageShape(1, 3, 3)))).Id);
        Assert.Contains("label file", TestData.ErrorOf(() => ImageDatasetReader.Read(TestData.Source(DataFormat.Idx, images), any)).Message);
    }

    private static byte[] Record(byte label, byte first) => [label, .. Enumerable.Range(0, 3072).Select(i => (byte)(first + (i % 200)))];

    private static byte[] Idx(int[] sizes, byte[] elements) =>
        [0, 0, 8, (byte)sizes.Length, .. sizes.SelectMany(s => new byte[] { 0, 0, 0, (byte)s }), .. elements];

    private static ImageDataset Read(string images, string labels, DataExpectation expected) =>
        ImageDatasetReader.Read(new DataSource(DataFormat.Idx, [TestData.At(images)], TestData.At(labels)), expected);

    private static void Expect(string id, string text, DataFormat format, string path, DataExpectation? expected = null)
    {
        var error = TestData.ErrorOf(() => ImageDatasetReader.Read(TestData.Source(format, path), expected ?? new DataExpectation(null, 10)));
        Assert.Equal(id, error.Id);
        Assert.Contains(text, error.Message);
        Assert.Equal(new SourceSpan("manifest.json", 3, 5), error.Span);
    }

    private string Put(string name, byte[] bytes)
    {
        var path = Path.Combine(root, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
