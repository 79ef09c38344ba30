using BuildCompress.Core.Manifests;
using BuildCompress.Devices.Inference;
using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Training.Data;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Quantizers;

namespace BuildCompress.IntegrationTests.Training.Quantizers;

/// <summary>A quantised network, judged in integers, beside the file it is exported to, in ONNX Runtime.</summary>
/// <param name="TopOne">Share of images whose largest logit is the same.</param>
/// <param name="Equal">Share of logits that are equal to the bit.</param>
/// <param name="WithinOneStep">Share of logits that differ by no more than the scale of the last tensor that is quantised.</param>
/// <param name="RelativeError">Euclidean, over all logits.</param>
/// <param name="Fusion">What the runtime made of the file.</param>
/// <param name="Exported">The file.</param>
internal sealed record RuntimeAgreement(
    double TopOne, double Equal, double WithinOneStep, double RelativeError, FusionSummary Fusion, Model Exported)
{
    public static RuntimeAgreement Of(QuantizedNetwork network, ImageDataset data, PreprocessSettings preprocess)
    {
        var exported = QdqExport.Quantise(network.ToModel(), network.Plan, network.Quantization);
        var ours = Evaluation.Logits(network, data, preprocess);
        var theirs = Run(OnnxFile.ToBytes(exported), data, preprocess);
        var classes = ours.Length / data.Count;
        var step = network.Quantization.Activations[network.Plan.Activations[^1].Scale].Scale;
        return new(
            ours.Chunk(classes).Zip(theirs.Chunk(classes)).Average(p => IndexOfLargest(p.First) == IndexOfLargest(p.Second) ? 1.0 : 0),
            Share(0), Share(step), Tensors.RelativeError(theirs, ours),
            FusionCheck.Check(OnnxFile.Parse(OptimizedModel.Of(OnnxFile.ToBytes(exported)))), exported);

        double Share(float most) => ours.Zip(theirs).Average(p => Math.Abs(p.First - p.Second) <= most ? 1.0 : 0);
    }

    private static float[] Run(byte[] model, ImageDataset data, PreprocessSettings preprocess)
    {
        using var sessionOptions = new SessionOptions();
        using var session = new InferenceSession(model, sessionOptions);
        using var loader = new BatchLoader(data, new BatchOptions(100, preprocess));
        var logits = new List<float>();
        for (var i = 0; i < loader.BatchesPerEpoch; i++)
        {
            var batch = loader.Next();
            var planar = new float[batch.Count * data.Shape.Size];
            batch.CopyPlanar(planar);
            using var input = OrtValue.CreateTensorValueFromMemory(planar, [batch.Count, data.Shape.Channels, data.Shape.Height, data.Shape.Width]);
            using var options = new RunOptions();
            using var results = session.Run(options, session.InputNames, [input], session.OutputNames);
            logits.AddRange(results.First().GetTensorDataAsSpan<float>());
        }

        return [.. logits];
    }

    private static int IndexOfLargest(float[] values) => Array.IndexOf(values, values.Max());
}
