using System.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Devices.Inference;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Training.Data;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Quantizers;

namespace BuildCompress.Benchmarks.Quantise;

/// <summary>A quantised network, judged in integers, beside its file in ONNX Runtime. A step is the scale of the last tensor that is quantised.</summary>
/// <param name="Ours">Share of images the network gets right.</param>
/// <param name="Theirs">Share the runtime gets right.</param>
/// <param name="TopOne">Share of images with the same answer.</param>
/// <param name="Unequal">Number of outputs that are not equal to the bit.</param>
/// <param name="Outputs">Number of outputs.</param>
/// <param name="WithinOneStep">Share of outputs that differ by no more than one step.</param>
/// <param name="Largest">The largest difference, in such steps.</param>
/// <param name="FloatsWithinOneStep">The same share for the floats that it trains in.</param>
/// <param name="Seconds">Time to judge in integers.</param>
/// <param name="FloatSeconds">Time to judge in floats.</param>
/// <param name="Integer">Layers that run in integer arithmetic.</param>
/// <param name="Layers">Quantised layers.</param>
/// <param name="Exported">The file.</param>
internal sealed record RuntimeComparison(
    double Ours, double Theirs, double TopOne, int Unequal, int Outputs, double WithinOneStep, double Largest, double FloatsWithinOneStep, double Seconds,
    double FloatSeconds, int Integer, int Layers, Model Exported)
{
    private const int BatchSize = 100;

    public static RuntimeComparison Of(QuantizedNetwork network, ImageDataset data, PreprocessSettings preprocess, int threads)
    {
        var exported = QdqExport.Quantise(network.ToModel(), network.Plan, network.Quantization);
        var file = OnnxFile.ToBytes(exported);
        var clock = Stopwatch.StartNew();
        var floats = Evaluation.Logits(new AsTrained(network), data, preprocess);
        var floatSeconds = clock.Elapsed.TotalSeconds;
        clock.Restart();
        var ours = Evaluation.Logits(network, data, preprocess);
        var seconds = clock.Elapsed.TotalSeconds;
        var theirs = Run(file, data, preprocess, threads);
        var classes = ours.Length / data.Count;
        var step = network.Quantization.Activations[network.Plan.Activations[^1].Scale].Scale;
        var labels = data.Labels.ToArray();
        return new(
            Correct(ours), Correct(theirs), Answers(ours).Zip(Answers(theirs)).Average(p => p.First == p.Second ? 1.0 : 0),
            ours.Zip(theirs).Count(p => p.First != p.Second), ours.Length, Share(ours, step), ours.Zip(theirs, (a, b) => Math.Abs(a - b) / step).Max(), Share(floats, step), seconds, floatSeconds,
            FusionCheck.Check(OnnxFile.Parse(OptimizedModel.Of(file))).IntegerLayers,
            FusionCheck.QuantisedLayers(exported), exported);

        double Share(float[] logits, float most) => logits.Zip(theirs).Average(p => Math.Abs(p.First - p.Second) <= most ? 1.0 : 0);

        IEnumerable<int> Answers(float[] logits) => logits.Chunk(classes).Select(row => Array.IndexOf(row, row.Max()));

        double Correct(float[] logits) => Answers(logits).Zip(labels).Average(p => p.First == p.Second ? 1.0 : 0);
    }

    private static float[] Run(byte[] model, ImageDataset data, PreprocessSettings preprocess, int threads)
    {
        using var session = new ClassifierSession(model, BatchSize, threads);
        using var loader = new BatchLoader(data, new BatchOptions(session.MaxBatch, preprocess));
        var planar = new float[session.MaxBatch * data.Shape.Size];
        var logits = new List<float>();
        for (var i = 0; i < loader.BatchesPerEpoch; i++)
        {
            var batch = loader.Next();
            batch.CopyPlanar(planar);
            logits.AddRange(session.Run(planar.AsSpan(0, batch.Count * data.Shape.Size)));
        }

        return [.. logits];
    }
}
