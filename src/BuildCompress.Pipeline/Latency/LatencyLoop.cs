using System.Diagnostics;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Core.Reports;
using BuildCompress.Devices.Measurement;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Pipeline.Stages;

namespace BuildCompress.Pipeline.Latency;

/// <summary>
/// Select under a latency budget, closed over the device: channels are chosen by the latency model, cut, and timed in the artifact's form before
/// anything is trained. A miss, or much that is left, re-anchors the model at what was measured, and channels are chosen again; of the choices that are
/// met the one worth most stays.
/// </summary>
internal static class LatencyLoop
{
    /// <summary>What measurements call the original in the artifact's form.</summary>
    public const string Reference = "reference";

    private const int Rounds = 3;

    /// <summary>Share of the limit that is aimed at, the most that counts as met, and the least that ends the rounds: the device's noise lies between.</summary>
    private const double Aim = 0.975, Met = 0.99, Used = 0.955;

    /// <summary>Share of the limit that the last round aims at when none was met before.</summary>
    private const double CautiousAim = 0.96;

    /// <exception cref="DiagnosticException">The budgets cannot be met, by prediction or on the device; or the device does not measure.</exception>
    public static Selected Run(RunContext run, Target target, Budget budget, IReadOnlyDictionary<string, float[]> importance, StageLog log)
    {
        var clock = Stopwatch.StartNew();
        using var device = TargetDevice.Open(run, target);
        var measurements = new StoredMeasurements(device.Device, device.Fingerprint, run.Store, run.Cancellation) { Recorded = device.Recorded };
        var (model, quantise) = (run.Imported.Model, target.Compress.Quantise);
        var latency = new LatencyModelFit(
            run.Imported, run.Coupling(target), target.Compress, measurements, target.Threads, target.Measure.Parallel,
            (what, done, of) => log.Report(SelectStage.Name, done, of, note: $"measuring {what}")).Run();
        var fitSeconds = clock.Elapsed.TotalSeconds;

        var referenceNs = latency.Calibration.Original;
        var limit = budget.Amount.LimitFor((long)referenceNs);
        var relative = budget.Amount is BudgetAmount.Relative;
        var anchors = new LatencyAnchors(limit * Aim);
        var rounds = new List<LatencyRound>();
        var (best, chosen) = ((Selected?)null, 0);
        // The exact engine's time is for one choice, not for each that is compared.
        var unpolished = target with { Compress = target.Compress with { Prune = target.Compress.Prune with { ExactSeconds = 0 } } };
        var choice = new VanishingChoice(run.Coupling(target), importance, Select);
        for (var round = 0; round < Rounds; round++)
        {
            LatencyModel anchored;
            Selected selected;
            try
            {
                var aim = best is null && round == Rounds - 1 ? CautiousAim : Aim;
                anchored = latency.Scaled(anchors.Factor);
                selected = choice.Run(new LatencyGoal(anchored, (long)(limit * aim)));
            }
            catch (DiagnosticException) when (best is not null)
            {
                break; // What was met before stays.
            }

            var cut = CutStage.Run(model, run.Coupling(target), selected.Channels);
            log.Report(SelectStage.Name, round + 1, Rounds, note: "measuring the choice");
            var predicted = anchored.Predict(cut);
            if (Measure(cut) is not { } measured)
            {
                rounds.Add(new LatencyRound(predicted / 1e6, null));
                if (best is null)
                    (best, chosen) = (selected, round);
                break; // A recording does not know the choice: the device will have the last word.
            }

            rounds.Add(new LatencyRound(predicted / 1e6, measured / 1e6));
            if (measured <= limit * Met && (best is null || selected.Worth > best.Worth))
                (best, chosen) = (selected, round);
            if (measured <= limit * Met && (measured >= limit * Used || predicted < limit * Used))
                break;
            anchors.Add(measured, measured / latency.Predict(cut));
        }

        var plan = new LatencyPlan(
            limit / 1e6, referenceNs / 1e6, relative, latency.Calibration.Error, measurements.Measured, fitSeconds, rounds, chosen,
            device.Description)
        {
            Recording = device.Recording,
        };
        if (best is null)
            throw new DiagnosticException(LatencyDiagnostics.RoundsMissed(target, budget, plan));
        return best with
        {
            Report = best.Report with
            {
                Latency = plan,
                Budgets = [.. best.Report.Budgets.Select(b => b.Kind != LatencyGoal.BudgetName ? b : b with { Limit = limit, Value = LatencyGoal.Nanoseconds(rounds[chosen].KnownMs) })],
            },
        };

        Selected Select(LatencyGoal goal) => SelectStage.Run(
            model, run.OriginalCost, run.Coupling(target), importance, goal.Vanishing is null ? target : unpolished, run.Threads, run.Cancellation, goal);

        // Beside the original, whose share is what a relative budget limits: the machine's mood slows both down.
        double? Measure(Model cut)
        {
            List<ModelUnderTest> models = [new(Reference, OnnxFile.ToBytes(ArtifactForm.Timed(model, quantise))), new("cut", OnnxFile.ToBytes(ArtifactForm.Timed(cut, quantise)))];
            if (device.Measure(models, TargetDevice.ProtocolOf(target), run.Cancellation) is not { } report)
                return null;
            return relative
                ? LatencyRatio.Of(report.Models[0], report.Models[1]).Value * referenceNs
                : report.Models[1].Statistics.Latency.Value * 1e6;
        }
    }
}
