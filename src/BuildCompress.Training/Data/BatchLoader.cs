namespace BuildCompress.Training.Data;

/// <summary>
/// Prepares batches one ahead of the trainer, on the thread pool. Batch <c>i</c> is a pure function of data set, options and <c>i</c>, so
/// a run that resumes at step <c>i</c> sees what the uninterrupted run would have seen.
/// </summary>
public sealed class BatchLoader : IDisposable
{
    private readonly ImageDataset dataset;
    private readonly BatchOptions options;
    private readonly PixelTable table;
    private readonly Batch[] buffers;
    private readonly int batchSize;
    private int[] order = [];
    private int orderEpoch = -1;
    private int next;
    private Task? pending;

    /// <summary>Starts at batch <paramref name="firstBatch"/>, counted over all epochs.</summary>
    public BatchLoader(ImageDataset dataset, BatchOptions options, int firstBatch = 0)
    {
        this.dataset = dataset;
        this.options = options;
        batchSize = Math.Min(options.BatchSize, dataset.Count);
        BatchesPerEpoch = BatchCount(dataset.Count, options);
        table = new PixelTable(options.Preprocess, dataset.Shape.Channels);
        buffers = [new Batch(batchSize, dataset.Shape), new Batch(batchSize, dataset.Shape)];
        next = firstBatch;
    }

    /// <summary>Batches of one pass.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>Batches of one pass over <paramref name="samples"/> samples: at least one.</summary>
    public static int BatchCount(int samples, BatchOptions options)
    {
        var size = Math.Min(options.BatchSize, samples);
        return options.Shuffle ? samples / size : (samples + size - 1) / size;
    }

    /// <summary>The next batch, epoch after epoch without end; the previous one's buffers are overwritten from now on.</summary>
    public Batch Next()
    {
        pending ??= Prepare(next);
        pending.GetAwaiter().GetResult();
        var ready = buffers[next & 1];
        next++;
        pending = Prepare(next);
        return ready;
    }

    /// <summary>Waits for the batch in preparation.</summary>
    public void Dispose() => pending?.Wait();

    private Task Prepare(int index) => Task.Run(() => Fill(buffers[index & 1], index));

    private void Fill(Batch batch, int index)
    {
        var epoch = index / BatchesPerEpoch;
        if (options.Shuffle && epoch != orderEpoch)
        {
            order = EpochOrder.Of(dataset.Count, options.Seed, epoch);
            orderEpoch = epoch;
        }

        var first = index % BatchesPerEpoch * batchSize;
        batch.Count = Math.Min(batchSize, dataset.Count - first);
        var size = dataset.Shape.Size;
        for (var i = 0; i < batch.Count; i++)
        {
            var sample = options.Shuffle ? order[first + i] : first + i;
            var placement = options.Augment is { } augment ? ImagePlacement.Random(augment, options.Seed, epoch, sample) : default;
            placement.Write(dataset.Image(sample), dataset.Shape, table, batch.ImageBuffer.AsSpan(i * size, size));
            batch.LabelBuffer[i] = dataset.Labels[sample];
        }
    }
}
