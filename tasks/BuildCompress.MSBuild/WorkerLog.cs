using System.Globalization;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Protocol;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace BuildCompress.MSBuild;

/// <summary>Turns what a worker says, line by line, into the build's errors, warnings and messages.</summary>
/// <param name="log">The task's log.</param>
/// <param name="diagnostics">Where diagnostics go.</param>
/// <param name="subject">What is being built, for people: <c>net for edge</c>.</param>
internal sealed class WorkerLog(TaskLoggingHelper log, DiagnosticLog diagnostics, string subject)
{
    private const int RememberedLines = 15;

    private static readonly string PackageVersion = typeof(WorkerLog).Assembly.GetName().Version!.ToString(3);

    private readonly Queue<string> plainLines = [];
    private string? stage;

    /// <summary>Whether the tool came so far as to speak.</summary>
    public bool Started { get; private set; }

    /// <summary>The last lines that were no events, e.g. the message of a crash.</summary>
    public string LastWords => string.Join(Environment.NewLine, plainLines);

    /// <summary>Handles one line of the worker's output.</summary>
    public void Write(string line)
    {
        switch (WorkerEventLine.Read(line))
        {
            case StartedEvent started:
                Started = true;
                CompareVersions(started.ToolVersion);
                break;
            case DiagnosticEvent { Diagnostic: var diagnostic }:
                diagnostics.Write(diagnostic);
                break;
            case ProgressEvent progress:
                Write(progress);
                break;
            case ArtifactEvent artifact:
                log.LogMessage(MessageImportance.High, "{0}: {1}", subject, artifact.Reused ? "up to date" : artifact.ModelPath);
                break;
            case null when line.Length > 0:
                Remember(line);
                break;
        }
    }

    private void CompareVersions(string tool)
    {
        if (tool.Split('+')[0] != PackageVersion)
        {
            diagnostics.Write(DiagnosticCatalog.VersionSkew.Because(
                $"The tool buildcompress is version {tool}, but the package BuildCompress.MSBuild is {PackageVersion}.",
                $"Run: dotnet tool update buildcompress --version {PackageVersion}"));
        }
    }

    private void Write(ProgressEvent progress)
    {
        if (stage != progress.Stage)
        {
            stage = progress.Stage;
            log.LogMessage(MessageImportance.High, "{0}: {1}", subject, stage);
        }

        // A remark without a count is a result, e.g. the accuracy after a step of the stage.
        if (progress is { Note: { } note, Steps: 0 })
            log.LogMessage(MessageImportance.High, "{0}: {1}, {2}{3}", subject, stage, note, Percent(": accuracy", progress.Accuracy));
        else
        {
            log.LogMessage(
                MessageImportance.Low, "{0}: {1} {2}/{3}{4}{5}", subject, stage, progress.Step, progress.Steps,
                progress.Loss is { } loss ? string.Create(CultureInfo.InvariantCulture, $", loss {loss:0.####}") : "",
                Percent(", accuracy", progress.Accuracy));
        }
    }

    private void Remember(string line)
    {
        log.LogMessage(MessageImportance.Low, "{0}", line);
        plainLines.Enqueue(line);
        if (plainLines.Count > RememberedLines)
            plainLines.Dequeue();
    }

    private static string Percent(string label, double? share) =>
        share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{label} {value * 100:0.00} %") : "";
}
