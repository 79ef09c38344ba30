using System.CommandLine;
using BuildCompress.Cli.Output;
using BuildCompress.Cli.Termination;
using BuildCompress.Pipeline.Plans;

namespace BuildCompress.Cli.Commands;

/// <summary><c>plan</c>: what a run would cut, and how good that choice is, without training.</summary>
internal static class PlanCommand
{
    public static Command Create(Terminal terminal, StopRequest stop)
    {
        var (manifest, targets, store, threads) = (RunOptions.Manifest(), RunOptions.Targets(), RunOptions.Store(), RunOptions.Threads());
        var command = new Command("plan", "Show what a run would cut, layer by layer, and what each budget costs, without training.")
        {
            manifest, targets, store, threads,
        };
        var format = FormatOptions.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            var request = new PlanRequest(
                parsed.GetRequiredValue(manifest).FullName, parsed.GetRequiredValue(targets), parsed.GetRequiredValue(store).FullName,
                parsed.GetValue(threads));
            return Invocation.RunAsync(format.Read(parsed), terminal, stop, async (progress, cancellation) =>
                new PlanResult(await CompressionPlan.RunAsync(request, progress, cancellation)));
        });
        return command;
    }
}
