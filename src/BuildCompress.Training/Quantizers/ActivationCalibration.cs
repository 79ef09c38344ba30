using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Training.Data;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Quantizers;

/// <summary>What a float network's activations look like on real samples: one histogram per scale of a plan.</summary>
internal sealed class ActivationCalibration
{
    private readonly ValueHistogram[] histograms;
    private readonly long[] elements;

    private ActivationCalibration(int scales)
    {
        histograms = new ValueHistogram[scales];
        elements = new long[scales];
        for (var i = 0; i < scales; i++)
            histograms[i] = new ValueHistogram();
    }

    /// <summary>Runs <paramref name="samples"/> through the model.</summary>
    /// <exception cref="OperationCanceledException">Cancelled between two batches.</exception>
    public static ActivationCalibration Run(
        Model model, InferredTypes types, QuantizationPlan plan, ImageDataset samples, PreprocessSettings preprocess, CancellationToken cancellation)
    {
        var calibration = new ActivationCalibration(plan.Scales.Count);
        var observers = new ValueRewrites();
        foreach (var activation in plan.Activations)
        {
            if (!activation.Inherits)
                observers.Add(activation.Tensor, values => calibration.Observe(values, activation));
        }

        using var network = new TrainableNetwork(model, types, observers);
        Evaluation.Accuracy(network, samples, preprocess, cancellation);
        return calibration;
    }

    /// <summary>The values seen of a scale's tensors.</summary>
    public ValueHistogram Values(int index) => histograms[index];

    /// <summary>Elements per sample of the first tensor that uses a scale.</summary>
    public long Elements(int index) => Math.Max(1, elements[index]);

    private Tensor Observe(Tensor values, QuantizedActivation activation)
    {
        if (elements[activation.Scale] == 0)
            elements[activation.Scale] = values.numel() / values.shape[0];
        var numbers = TensorData.Read(values);
        if (!Array.TrueForAll(numbers, float.IsFinite))
        {
            throw new DiagnosticException(DiagnosticCatalog.ActivationsNotFinite.ForNode(
                activation.Tensor, $"The value '{activation.Tensor}' is infinite or not a number for some calibration images.",
                "Check 'preprocess', and lower 'learningRate' if the model was just finetuned."));
        }

        histograms[activation.Scale].Add(numbers);
        return values;
    }
}
