using BuildCompress.Training.Data.Samples;

namespace BuildCompress.IntegrationTests.Samples;

public sealed class SampleDatasetTests : IDisposable
{
    private const int RecordBytes = 1 + (3 * 32 * 32);

    private readonly string folder = Directory.CreateTempSubdirectory("sample-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void SameSeedDrawsTheSameImages()
    {
        var first = Draw("first", seed: 3);
        var again = Draw("again", seed: 3);
        var other = Draw("other", seed: 4);

        Assert.Equal(first.Train, again.Train);
        Assert.Equal(first.Validation, again.Validation);
        Assert.NotEqual(first.Train, other.Train);
    }

    [Fact]
    public void ValidationImagesAreNotAmongTheTrainingImages()
    {
        var (train, validation) = Draw("apart", seed: 1);
        var seen = train.Chunk(RecordBytes).Select(Convert.ToHexString).ToHashSet();

        Assert.DoesNotContain(validation.Chunk(RecordBytes), image => seen.Contains(Convert.ToHexString(image)));
    }

    [Fact]
    public void EveryClassHasAsManyImages()
    {
        var (train, _) = Draw("balanced", seed: 1);
        var labels = train.Chunk(RecordBytes).Select(record => record[0]).CountBy(label => label).ToDictionary();

        Assert.Equal(Enum.GetValues<SampleShape>().Length, labels.Count);
        Assert.All(labels.Values, count => Assert.Equal(10, count));
    }

    private (byte[] Train, byte[] Validation) Draw(string name, int seed)
    {
        var target = Path.Combine(folder, name);
        SampleDataset.Write(target, trainImages: 100, validationImages: 50, seed);
        return (File.ReadAllBytes(Path.Combine(target, SampleDataset.TrainFile)),
            File.ReadAllBytes(Path.Combine(target, SampleDataset.ValidationFile)));
    }
}
