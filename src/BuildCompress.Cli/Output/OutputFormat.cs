namespace BuildCompress.Cli.Output;

/// <summary>Form of the result on standard output.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>One JSON object at the end: exit code, diagnostics, result.</summary>
    Json,

    /// <summary>One <see cref="Core.Protocol.WorkerEvent"/> per line, as it happens; for the MSBuild task.</summary>
    MsbuildJson,
}
