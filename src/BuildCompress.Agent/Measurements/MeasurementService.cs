using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Agents;
using BuildCompress.Devices.Measurement;
using BuildCompress.Devices.Workers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BuildCompress.Agent.Measurements;

/// <summary>Runs one measurement after the other: two at a time would measure each other.</summary>
internal sealed partial class MeasurementService(MeasurementBoard board, AgentLimits limits, ILogger<MeasurementService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var measurement = await board.TakeAsync(stoppingToken);
            try
            {
                await RunAsync(measurement, stoppingToken);
            }
            finally
            {
                board.Finished(measurement);
            }
        }
    }

    private async Task RunAsync(PendingMeasurement measurement, CancellationToken stop)
    {
        LogStarted(log, measurement.Id, measurement.Client, measurement.Order.Models.Count);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, measurement.Cancellation);
        try
        {
            var files = measurement.Order.Models.Zip(measurement.Paths, (model, path) => new ModelFile(model.Name, path)).ToList();
            var report = await QuietMeasurement.RunAsync(
                files, measurement.Order.Protocol, new WorkerLimits { Memory = limits.Memory, Time = limits.Time }, new Rounds(measurement), either.Token);
            measurement.Finish(report);
            LogDone(log, measurement.Id, report.Attempts, report.Noise);
        }
        catch (OperationCanceledException)
        {
            measurement.EndCancelled();
            LogCancelled(log, measurement.Id);
        }
        catch (DiagnosticException error)
        {
            var first = error.Diagnostics[0];
            measurement.Fail(new AgentProblem(first.Id, first.Message, first.NextStep));
            LogFailed(log, measurement.Id, first.Id, first.Message);
        }
        catch (Exception error)
        {
            measurement.Fail(new AgentProblem(
                DiagnosticCatalog.UnexpectedFailure.Id, $"The agent failed to measure: {error.Message}", "Look at the agent's log, and report it."));
            LogBroken(log, error, measurement.Id);
        }
    }

    private sealed class Rounds(PendingMeasurement measurement) : IProgress<MeasurementProgress>
    {
        public void Report(MeasurementProgress value) => measurement.Report(value);
    }

    [LoggerMessage(LogLevel.Information, "{Id}: measuring {Models} models for {Client}")]
    private static partial void LogStarted(ILogger log, string id, string client, int models);

    [LoggerMessage(LogLevel.Information, "{Id}: done after {Attempts} attempts, noise {Noise:P1}")]
    private static partial void LogDone(ILogger log, string id, int attempts, double noise);

    [LoggerMessage(LogLevel.Information, "{Id}: cancelled")]
    private static partial void LogCancelled(ILogger log, string id);

    [LoggerMessage(LogLevel.Warning, "{Id}: {Code} {Message}")]
    private static partial void LogFailed(ILogger log, string id, string code, string message);

    [LoggerMessage(LogLevel.Error, "{Id}: failed")]
    private static partial void LogBroken(ILogger log, Exception error, string id);
}
