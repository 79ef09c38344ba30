using System.Collections;
using System.Collections.Concurrent;
using Microsoft.Build.Framework;

namespace BuildCompress.IntegrationTests.MSBuild;

/// <summary>A build engine that remembers what a task logged and which cores it holds.</summary>
internal sealed class RecordingBuildEngine : IBuildEngine9
{
    /// <summary>Cores granted and not yet given back.</summary>
    public int CoresHeld { get; private set; }

    /// <summary>Most cores ever granted at once.</summary>
    public int CoresGranted { get; init; } = 2;

    public ConcurrentQueue<BuildErrorEventArgs> Errors { get; } = [];

    public ConcurrentQueue<BuildWarningEventArgs> Warnings { get; } = [];

    public ConcurrentQueue<BuildMessageEventArgs> Messages { get; } = [];

    public bool ContinueOnError => false;

    public int LineNumberOfTaskNode => 0;

    public int ColumnNumberOfTaskNode => 0;

    public string ProjectFileOfTaskNode => "test.csproj";

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) => false;

    public void LogCustomEvent(CustomBuildEventArgs e)
    {
    }

    public void LogErrorEvent(BuildErrorEventArgs e) => Errors.Enqueue(e);

    public void LogMessageEvent(BuildMessageEventArgs e) => Messages.Enqueue(e);

    public void LogWarningEvent(BuildWarningEventArgs e) => Warnings.Enqueue(e);

    public bool AllowFailureWithoutError { get; set; }

    public bool IsRunningMultipleNodes => false;

    public int RequestCores(int requestedCores)
    {
        var granted = Math.Min(requestedCores, CoresGranted);
        CoresHeld += granted;
        return granted;
    }

    public void ReleaseCores(int coresToRelease) => CoresHeld -= coresToRelease;

    public void Yield()
    {
    }

    public void Reacquire()
    {
    }

    public bool ShouldTreatWarningAsError(string warningCode) => false;

    public IReadOnlyDictionary<string, string> GetGlobalProperties() => new Dictionary<string, string>();

    public void LogTelemetry(string eventName, IDictionary<string, string> properties)
    {
    }

    public object? GetRegisteredTaskObject(object key, RegisteredTaskObjectLifetime lifetime) => null;

    public void RegisterTaskObject(object key, object obj, RegisteredTaskObjectLifetime lifetime, bool allowEarlyCollection)
    {
    }

    public object? UnregisterTaskObject(object key, RegisteredTaskObjectLifetime lifetime) => null;

    public bool BuildProjectFile(
        string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs, string toolsVersion) => false;

    public bool BuildProjectFilesInParallel(
        string[] projectFileNames, string[] targetNames, IDictionary[] globalProperties, IDictionary[] targetOutputsPerProject,
        string[] toolsVersion, bool useResultsCache, bool unloadProjectsOnCompletion) => false;

    public BuildEngineResult BuildProjectFilesInParallel(
        string[] projectFileNames, string[] targetNames, IDictionary[] globalProperties, IList<string>[] removeGlobalProperties,
        string[] toolsVersion, bool returnTargetOutputs) => new(false, []);
}
