using BuildCompress.Core.Manifests;
using BuildCompress.Core.Units;
using BuildCompress.Devices.Inference;
using BuildCompress.Training.Data;

namespace BuildCompress.Pipeline.Stages;

/// <summary>Judges a model file in the runtime that will run it on the device.</summary>
internal static class RuntimeAccuracy
{
    private const int BatchSize = 100;

    /// <summary>Share of images whose largest output is their label's.</summary>
    public static Accuracy Of(byte[] model, ImageDataset data, PreprocessSettings preprocess, int threads, CancellationToken cancellation)
    {
        using var session = new ClassifierSession(model, Batch.Comfortable(data.Shape, BatchSize), threads);
        using var loader = new BatchLoader(data, new BatchOptions(session.MaxBatch, preprocess));
        var planar = new float[session.MaxBatch * data.Shape.Size];
        long correct = 0;
        for (var i = 0; i < loader.BatchesPerEpoch; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = loader.Next();
            batch.CopyPlanar(planar);
            var logits = session.Run(planar.AsSpan(0, batch.Count * data.Shape.Size));
            for (var n = 0; n < batch.Count; n++)
            {
                if (IndexOfLargest(logits.Slice(n * session.Classes, session.Classes)) == batch.Labels[n])
                    correct++;
            }
        }

        return Accuracy.Of(correct, data.Count);
    }

    private static int IndexOfLargest(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
                best = i;
        }

        return best;
    }
}
