using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Devices.Inference;
using BuildCompress.Devices.Measurement;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Pipeline.Latency;
using BuildCompress.Pipeline.Planning;

namespace BuildCompress.Pipeline.Stages;

/// <summary>
/// Asks, before anything is trained, whether the runtime here and that of the target's device load weights in the narrow types that the bits need:
/// an older ONNX Runtime knows neither int4 nor int2.
/// </summary>
internal static class RunnableWidths
{
    /// <exception cref="DiagnosticException"><c>BCMP5007</c>: one of them does not. A device that cannot be asked now is asked when the artifact is verified.</exception>
    public static void Check(RunContext run, Target target)
    {
        Check(target, run.Imported.Model, file => OptimizedModel.Of(file));
        if (target.Agent != Target.LocalAgent)
            Check(target, run.Imported.Model, file => Ask(run, target, file));
    }

    /// <param name="target">Its bits.</param>
    /// <param name="model">The model as given.</param>
    /// <param name="load">Loads a file, or throws <c>BCMP5001</c>.</param>
    internal static void Check(Target target, Model model, Action<byte[]> load)
    {
        var quantise = target.Compress.Quantise;
        foreach (var bits in Narrow(quantise))
        {
            var artifact = ArtifactForm.Timed(model, quantise with { Bits = quantise.Bits with { Weights = bits, Mixed = null } });
            try
            {
                load(OnnxFile.ToBytes(artifact));
            }
            catch (DiagnosticException refused) when (refused.Diagnostics[0].Id == DiagnosticCatalog.ModelDoesNotRun.Id)
            {
                throw new DiagnosticException(
                    DiagnosticCatalog.WidthNotRunnable.At(
                        target.Name.Span,
                        $"Target '{target.Name.Value}' asks for weights of {bits} bits, stored as int{bits} in operator set {artifact.Opset}, which its runtime does not load: {refused.Diagnostics[0].Message}",
                        $"Ask for {(bits == 2 ? "3 or more" : "5 or more")} bits in compress.quantise.bits, or install a later ONNX Runtime on the device."),
                    refused);
            }
        }
    }

    /// <summary>Widths of the types below int8 that a layer may lie in, narrowest first.</summary>
    private static IEnumerable<int> Narrow(QuantiseSettings quantise)
    {
        if (quantise.Method == QuantiseMethod.None)
            return [];
        var (first, last) = quantise.Bits.Ends(quantise.Method);
        var inner = quantise.Bits.Mixed?.Weights ?? [quantise.Bits.Weights];
        return inner.Append(first).Append(last).Where(bits => bits < 8).Select(WeightContainer.StoredBits).Where(bits => bits < 8).Distinct().Order();
    }

    /// <summary>One run on the device, however noisy.</summary>
    private static void Ask(RunContext run, Target target, byte[] file)
    {
        try
        {
            var device = run.Devices.Open(target.Agent, keeps: false);
            using var connection = device as IDisposable;
            var protocol = TargetDevice.ProtocolOf(target) with
            {
                WarmUpRuns = 0, Blocks = 1, MaxBlocks = 1, RunsPerBlock = 1, ShortestBlock = TimeSpan.Zero, MaxNoise = 10, Attempts = 1,
            };
            // Off the training thread, on which what follows an await would wait for this very call.
            Task.Run(() => device.MeasureAsync([new ModelUnderTest("narrow", file)], protocol, null, run.Cancellation)).GetAwaiter().GetResult();
        }
        catch (DiagnosticException unasked) when (unasked.Diagnostics[0].Id != DiagnosticCatalog.ModelDoesNotRun.Id)
        {
            // Absent, busy, or of another opinion: verifying will say so.
        }
    }
}
