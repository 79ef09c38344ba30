using BuildCompress.Cli;
using BuildCompress.Cli.Output;
using BuildCompress.Cli.Termination;

using var stop = StopRequest.OfProcess();
return await CommandLine.RunAsync(args, Terminal.OfProcess(), stop);
