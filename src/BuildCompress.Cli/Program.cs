using BuildCompress.Cli;
using BuildCompress.Cli.Output;
using BuildCompress.Cli.Termination;
using BuildCompress.Devices.Workers;

if (args is [MeasurementWorker.Verb])
    return MeasurementWorker.Run(Console.In, Console.Out);

using var stop = StopRequest.OfProcess();
return await CommandLine.RunAsync(args, Terminal.OfProcess(), stop);
