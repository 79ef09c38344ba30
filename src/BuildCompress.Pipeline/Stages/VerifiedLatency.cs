using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Core.Protocol;
using BuildCompress.Core.Reports;
using BuildCompress.Devices.Measurement;
using BuildCompress.Onnx;
using BuildCompress.Pipeline.Latency;
using BuildCompress.Pipeline.Planning;

namespace BuildCompress.Pipeline.Stages;

/// <summary>The latency of original and artifact on the target's device, or why the device did not measure it.</summary>
/// <param name="Report">Null when the device did not measure.</param>
/// <param name="Unverified">Null when it did.</param>
internal sealed record VerifiedLatency(LatencyReport? Report, string? Unverified)
{
    /// <summary>Diagnostics of a device that is absent or too busy: they say nothing against the artifact.</summary>
    private static readonly string[] NotTheModelsFault =
    [
        DiagnosticCatalog.NoisyMeasurement.Id, DiagnosticCatalog.AgentUnreachable.Id, DiagnosticCatalog.MeasurementLost.Id, DiagnosticCatalog.NotRecorded.Id,
    ];

    /// <summary>How often an artifact is measured again that misses its budget by less than the measurement's noise.</summary>
    private const int Repeats = 2;

    /// <summary>What counts for a latency budget, milliseconds; null when the device did not measure.</summary>
    public double? LatencyMs { get; private init; }

    /// <param name="artifact">Bytes of the file.</param>
    /// <param name="plan">How the latency budget was planned; null where there is none.</param>
    /// <param name="run">The model as given.</param>
    /// <param name="target">Whose device.</param>
    /// <param name="log">Hears of progress.</param>
    /// <exception cref="DiagnosticException">
    /// The artifact does not run on the device, the agent refuses, or <c>BCMP5022</c>: it could not be measured although it must be.
    /// </exception>
    public static VerifiedLatency Measure(byte[] artifact, LatencyPlan? plan, RunContext run, Target target, StageLog log)
    {
        List<ModelUnderTest> models = [new("original", run.Original.AsOneFile()), new("result", artifact)];
        if (plan is { Relative: true })
            models.Add(new(LatencyLoop.Reference, OnnxFile.ToBytes(ArtifactForm.Timed(run.Imported.Model, target.Compress.Quantise))));
        var protocol = TargetDevice.ProtocolOf(target);
        try
        {
            var measured = Settled(() => MeasureOn(target.Agent, models, protocol, run, log), plan);
            return new VerifiedLatency(Figures(measured, target), null) { LatencyMs = Judged(measured, plan) };
        }
        catch (DiagnosticException error) when (IsTheDevicesFault(error))
        {
            var unverified = Unverifiable(error, run, target);
            if (run.RequireVerified)
                throw new DiagnosticException(unverified, error);
            run.Events.Report(new DiagnosticEvent(unverified));
            return new VerifiedLatency(Recorded([.. models.Take(2)], protocol, run, target, log), error.Diagnostics[0].Message);
        }
    }

    /// <summary>Where artifacts must be verified: asks for the device now rather than when all is trained.</summary>
    /// <exception cref="DiagnosticException"><c>BCMP5022</c>: it is not there.</exception>
    public static void Foresee(RunContext run, Target target)
    {
        if (!run.RequireVerified)
            return;
        try
        {
            run.Devices.Describe(target.Agent, run.Cancellation);
        }
        catch (DiagnosticException error) when (IsTheDevicesFault(error))
        {
            throw new DiagnosticException(Unverifiable(error, run, target), error);
        }
    }

    /// <summary>The last of as many measurements as it takes: one that misses the budget by less than its noise is repeated.</summary>
    /// <param name="measure">Measures original, artifact and, for a relative budget, the reference.</param>
    /// <param name="plan">How the latency budget was planned; null where there is none.</param>
    /// <exception cref="DiagnosticException">The first measurement failed; a repeat that does leaves what was measured before it.</exception>
    internal static MeasurementReport Settled(Func<MeasurementReport> measure, LatencyPlan? plan)
    {
        var measured = measure();
        try
        {
            for (var repeat = 0; repeat < Repeats && plan is not null && IsMissedWithinNoise(measured, plan); repeat++)
                measured = measure();
        }
        catch (DiagnosticException error) when (IsTheDevicesFault(error))
        {
            // Missed is what the device said last.
        }

        return measured;
    }

    private static bool IsTheDevicesFault(DiagnosticException error) => error.Diagnostics.All(diagnostic => NotTheModelsFault.Contains(diagnostic.Id));

    private static Diagnostic Unverifiable(DiagnosticException error, RunContext run, Target target)
    {
        var reason = error.Diagnostics[0];
        return (DiagnosticCatalog.NotVerifiedOnDevice with { Severity = run.RequireVerified ? Severity.Error : Severity.Warning }).At(
            target.Name.Span, $"Target '{target.Name.Value}' was not measured on its device: {reason.Message} ({reason.Id})", reason.NextStep);
    }

    private static bool IsMissedWithinNoise(MeasurementReport measured, LatencyPlan plan) =>
        Judged(measured, plan) is var took && took > plan.LimitMs && took <= plan.LimitMs * (1 + measured.Noise);

    /// <summary>What a latency budget limits; of a relative one, the artifact's share of the original's latency when that was planned with.</summary>
    private static double Judged(MeasurementReport measured, LatencyPlan? plan)
    {
        var result = measured.Models[1].Statistics.Latency.Value;
        return plan is { Relative: true } ? result / measured.Models[2].Statistics.Latency.Value * plan.ReferenceMs : result;
    }

    /// <summary>What a recording says of both models; null when there is none or it does not know them.</summary>
    private static LatencyReport? Recorded(IReadOnlyList<ModelUnderTest> models, LatencyProtocol protocol, RunContext run, Target target, StageLog log)
    {
        if (TargetDevice.RecordingOf(target) is not { } recording)
            return null;
        try
        {
            return Figures(MeasureOn(recording, models, protocol, run, log), target);
        }
        catch (DiagnosticException error) when (error.Diagnostics[0].Id == DiagnosticCatalog.NotRecorded.Id)
        {
            return null;
        }
    }

    private static MeasurementReport MeasureOn(string agent, IReadOnlyList<ModelUnderTest> models, LatencyProtocol protocol, RunContext run, StageLog log)
    {
        var device = run.Devices.Open(agent);
        using var connection = device as IDisposable;
        // Off the training thread, on which what follows an await would wait for this very call.
        return Task.Run(() => device.MeasureAsync(models, protocol, new Rounds(log), run.Cancellation)).GetAwaiter().GetResult();
    }

    private static LatencyReport Figures(MeasurementReport report, Target target)
    {
        var (original, result) = (report.Models[0], report.Models[1]);
        var ratio = LatencyRatio.Of(original, result);
        return new LatencyReport(
            $"{report.Device.Cpu.Model}, {report.Device.Cpu.InstructionSet}", $"ONNX Runtime {report.Device.RuntimeVersion}", target.Threads,
            Of(original), Of(result), ratio.Value, ratio.Low, ratio.High, report.Noise);
    }

    private static LatencyFigures Of(ModelLatency model) =>
        new(model.Statistics.P25.Value, model.Statistics.Min.Value) { PeakMemoryBytes = model.PeakMemory?.Value };

    private sealed class Rounds(StageLog log) : IProgress<MeasurementProgress>
    {
        public void Report(MeasurementProgress value) => log.Report(
            VerifyStage.Name, value.Block, value.Blocks, note: value.Before == 0 ? "latency" : $"latency, after {value.Before} other {(value.Before == 1 ? "measurement" : "measurements")}");
    }
}
