using BuildCompress.Agent.Hosting;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Workers;

if (args is [MeasurementWorker.Verb])
    return MeasurementWorker.Run(Console.In, Console.Out);

try
{
    var options = AgentConfiguration.Read(args);
    await AgentHost.RunAsync(options, CancellationToken.None);
    return (int)ExitCode.Ok;
}
catch (DiagnosticException error)
{
    foreach (var diagnostic in error.Diagnostics)
        await Console.Error.WriteLineAsync(diagnostic.ToString());
    return (int)DiagnosticCatalog.ExitCodeOf(error.Diagnostics);
}
