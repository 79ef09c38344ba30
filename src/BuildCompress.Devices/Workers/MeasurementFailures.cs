using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Units;
using BuildCompress.Devices.Measurement;

namespace BuildCompress.Devices.Workers;

/// <summary>In what words a measurement fails.</summary>
internal static class MeasurementFailures
{
    public static Diagnostic OutOfMemory(IReadOnlyList<ModelFile> models, Bytes limit) => DiagnosticCatalog.MeasurementOutOfMemory.Because(
        $"Measuring {Names(models)} takes more than the {limit} of memory that a measurement may take.",
        "Measure a smaller model, or raise the device's memory limit.");

    public static Diagnostic TimedOut(IReadOnlyList<ModelFile> models, TimeSpan limit) => DiagnosticCatalog.MeasurementTimedOut.Because(
        $"Measuring {Names(models)} took longer than {limit.TotalSeconds:0} s and was ended.",
        "Check that the model ends at all; for a very slow one allow more time or fewer blocks.");

    public static Diagnostic Crashed(IReadOnlyList<ModelFile> models, int exitCode, string lastWords)
    {
        var how = exitCode > 128 ? $"was killed by signal {exitCode - 128}" : $"ended with exit code {exitCode}";
        return DiagnosticCatalog.MeasurementCrashed.Because(
            $"The process that measured {Names(models)} {how}{(lastWords.Length > 0 ? $": {lastWords}" : ".")}",
            "Measure again; if it happens again, the model crashes the runtime: check it with 'buildcompress inspect'.");
    }

    public static Diagnostic Noisy(MeasurementReport report)
    {
        var worst = report.Models.MaxBy(model => model.Statistics.Noise)!;
        var statistics = worst.Statistics;
        var reason = statistics.Throttled
            ? $"the processor slowed down by {statistics.Drift - 1:0.0 %} meanwhile, so it throttles or its frequency is not fixed"
            : statistics.Contended
                ? $"other work used these cores (half of the runs took {statistics.P50.Value / statistics.Latency.Value - 1:0.0 %} more)"
                : "its time changes from block to block";
        return DiagnosticCatalog.NoisyMeasurement.Because(
            FormattableString.Invariant(
                $"The latency of '{worst.Name}' is only known to ±{statistics.Noise * 100:0.0} % after {report.Attempts} measurements; at most {report.Protocol.MaxNoise * 100:0.0} % is allowed: {reason}."),
            "Stop other work on the device and fix its frequency, or allow more noise (measure.maxNoise, --max-noise).");
    }

    private static string Names(IReadOnlyList<ModelFile> models) => string.Join(" and ", models.Select(model => $"'{model.Name}'"));
}
