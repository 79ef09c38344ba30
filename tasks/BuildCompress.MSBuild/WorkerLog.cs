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
    private ProgressEvent? latest;

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
                EndStage();
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
        if (latest?.Stage != progress.Stage)
        {
            EndStage();
            log.LogMessage(MessageImportance.High, "{0}: {1}", subject, progress.Stage);
        }

        latest = progress;
        log.LogMessage(
            MessageImportance.Low, "{0}: {1} {2}/{3}{4}{5}", subject, progress.Stage, progress.Step, progress.Steps,
            Figure(", loss", progress.Loss), Figure(", accuracy", progress.Accuracy));
    }

    private void EndStage()
    {
        if (latest is { Accuracy: { } accuracy })
            log.LogMessage(MessageImportance.High, "{0}: {1}, accuracy {2}", subject, latest.Stage, accuracy.ToString("P2", CultureInfo.InvariantCulture));
        latest = null;
    }

    private void Remember(string line)
    {
        log.LogMessage(MessageImportance.Low, "{0}", line);
        plainLines.Enqueue(line);
        if (plainLines.Count > RememberedLines)
            plainLines.Dequeue();
    }

    private static string Figure(string label, double? value) =>
        value is { } number ? $"{label} {number.ToString("0.####", CultureInfo.InvariantCulture)}" : "";
}
