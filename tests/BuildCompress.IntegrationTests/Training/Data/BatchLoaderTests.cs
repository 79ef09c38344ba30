using BuildCompress.Core.Manifests;
using BuildCompress.Training.Data;

namespace BuildCompress.IntegrationTests.Training.Data;

public sealed class BatchLoaderTests
{
    private static readonly ImageShape Shape = new(3, 5, 4);

    [Fact]
    public void AnEpochVisitsEverySampleOnceInAnOrderOfItsOwn()
    {
        var orders = Enumerable.Range(0, 3).Select(epoch => EpochOrder.Of(100, seed: 7, epoch)).ToArray();

        Assert.All(orders, order => Assert.Equal(Enumerable.Range(0, 100), order.Order()));
        Assert.NotEqual(orders[0], orders[1]);
        Assert.NotEqual(orders[1], orders[2]);
        Assert.Equal(orders[1], EpochOrder.Of(100, seed: 7, epoch: 1));
    }

    [Fact]
    public void StartingLaterGivesTheSameBatches()
    {
        var data = TestData.Noise(23, Shape, 10, seed: 1);
        var options = new BatchOptions(4, TestData.Cifar, new AugmentSettings(2, true), Seed: 3, Shuffle: true);
        using var whole = new BatchLoader(data, options);
        var expected = Enumerable.Range(0, 13).Select(_ => Copy(whole.Next())).ToArray();

        using var late = new BatchLoader(data, options, firstBatch: 8);

        for (var i = 8; i < 13; i++)
            Assert.Equal(expected[i], Copy(late.Next()));
    }

    [Fact]
    public void FileOrderKeepsTheShortLastBatch()
    {
        var data = TestData.Noise(10, Shape, 10, seed: 1);
        using var loader = new BatchLoader(data, new BatchOptions(4, TestData.Raw));
        var labels = new List<long>();
        for (var i = 0; i < loader.BatchesPerEpoch; i++)
            labels.AddRange(loader.Next().Labels.ToArray());

        Assert.Equal(data.Labels.ToArray().Select(l => (long)l), labels);
    }

    [Fact]
    public void PixelsAreNormalisedAndTurnedToTheModelsOrder()
    {
        var data = TestData.Noise(1, Shape, 10, seed: 1);
        var preprocess = new PreprocessSettings(1 / 255.0, [0.1, 0.2, 0.3], [0.5, 0.6, 0.7], ChannelOrder.Bgr);
        using var loader = new BatchLoader(data, new BatchOptions(1, preprocess));

        var values = loader.Next().Images;

        for (var c = 0; c < 3; c++)
        {
            for (var i = 0; i < 20; i++)
                Assert.Equal(((data.Image(0)[((2 - c) * 20) + i] / 255.0) - (0.1 * (c + 1))) / (0.5 + (0.1 * c)), values[(i * 3) + c], 1e-6);
        }
    }

    [Fact]
    public void AugmentationShiftsWithinThePaddingMirrorsAndPadsWithBlack()
    {
        var data = TestData.Noise(1, Shape, 10, seed: 1);
        var augment = new AugmentSettings(1, true);
        using var loader = new BatchLoader(data, new BatchOptions(1, TestData.Raw, augment, Seed: 1, Shuffle: true));
        var seen = new HashSet<string>();
        var allowed = new HashSet<string>();
        foreach (var mirrored in new[] { false, true })
        {
            for (var shift = 0; shift < 9; shift++)
                allowed.Add(string.Join(',', Moved(data.Image(0), (shift / 3) - 1, (shift % 3) - 1, mirrored)));
        }

        for (var i = 0; i < 400; i++)
            seen.Add(string.Join(',', loader.Next().Images.ToArray()));

        Assert.Equal(allowed.Order(), seen.Order());
    }

    // The image mirrored, then moved by (down, right); mirroring a padded crop reaches the same set.
    private static IEnumerable<float> Moved(ReadOnlySpan<byte> image, int down, int right, bool mirrored)
    {
        var result = new float[60];
        for (var c = 0; c < 3; c++)
        {
            for (var y = 0; y < 5; y++)
            {
                for (var x = 0; x < 4; x++)
                {
                    var (fromY, fromX) = (y - down, x - right);
                    if (fromY is < 0 or > 4 || fromX is < 0 or > 3)
                        continue;
                    result[(((y * 4) + x) * 3) + c] = image[(c * 20) + (fromY * 4) + (mirrored ? 3 - fromX : fromX)];
                }
            }
        }

        return result;
    }

    private static string Copy(Batch batch) => string.Join(',', batch.Images.ToArray()) + "|" + string.Join(',', batch.Labels.ToArray());
}
