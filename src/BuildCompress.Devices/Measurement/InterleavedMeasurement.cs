using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Inference;

namespace BuildCompress.Devices.Measurement;

/// <summary>Measures models side by side in this process, round-robin, on the calling thread.</summary>
public static class InterleavedMeasurement
{
    /// <summary>Latency of every model with random inputs, batch 1 where the model leaves it open.</summary>
    /// <exception cref="DiagnosticException"><c>BCMP5001</c>: the runtime does not take a model.</exception>
    /// <exception cref="OperationCanceledException">Stops within one node of a model.</exception>
    public static MeasurementReport Run(
        IReadOnlyList<ModelUnderTest> models,
        LatencyProtocol protocol,
        IProgress<MeasurementProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(models.Count);
        using var sessionOptions = RuntimeSession.Options(protocol.Threads, protocol.Parallel);
        if (protocol.Threads > 1)
            sessionOptions.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        using var runOptions = new RunOptions();
        using var stopping = cancellationToken.Register(() => runOptions.Terminate = true);
        var timed = new List<TimedModel>(models.Count);
        try
        {
            foreach (var model in models)
            {
                cancellationToken.ThrowIfCancellationRequested();
                timed.Add(new TimedModel(model, protocol, sessionOptions, runOptions));
            }
            Measure(timed, protocol, runOptions, progress, cancellationToken);
            return new MeasurementReport(DeviceFingerprint.Current(), protocol, [.. timed.Select(model => model.Result)]);
        }
        catch (Exception error) when (cancellationToken.IsCancellationRequested && error is OnnxRuntimeException or DiagnosticException)
        {
            throw new OperationCanceledException("The measurement was cancelled.", error, cancellationToken);
        }
        finally
        {
            foreach (var model in timed)
                model.Dispose();
        }
    }

    private static void Measure(
        List<TimedModel> models,
        LatencyProtocol protocol,
        RunOptions runOptions,
        IProgress<MeasurementProgress>? progress,
        CancellationToken cancellationToken)
    {
        foreach (var model in models)
            model.WarmUp(runOptions, protocol);
        var blocks = protocol.Blocks;
        for (var block = 0; block < blocks; block++)
        {
            foreach (var model in models)
            {
                cancellationToken.ThrowIfCancellationRequested();
                model.TimeBlock(runOptions);
            }
            if (block + 1 == blocks && blocks < protocol.MaxBlocks && models.Any(model => NeedsMore(model.Result.Statistics, protocol)))
                blocks++;
            progress?.Report(new MeasurementProgress(block + 1, blocks, [.. models.Select(model => model.LastBlock)]));
        }
    }

    private static bool NeedsMore(LatencyStatistics statistics, LatencyProtocol protocol) =>
        statistics.Contended || statistics.Noise > protocol.MaxNoise;
}
