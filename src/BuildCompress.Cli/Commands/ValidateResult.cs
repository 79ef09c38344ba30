using System.Text.Json.Serialization;
using BuildCompress.Cli.Output;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Reports;
using BuildCompress.Core.Units;
using BuildCompress.Pipeline.Validation;
using Spectre.Console;

namespace BuildCompress.Cli.Commands;

/// <summary>What <c>validate</c> found: nothing wrong.</summary>
internal sealed record ValidateResult([property: JsonIgnore] ValidationOutcome Outcome) : IResult
{
    public string Manifest => Outcome.Manifest;

    public ModelFigures Original => Outcome.Original;

    public IReadOnlyList<ValidatedTarget> Targets => Outcome.Targets;

    public ExitCode AsExitCode() => ExitCode.Ok;

    public void Render(IAnsiConsole console)
    {
        var writer = console.Profile.Out.Writer;
        writer.WriteLine($"{Path.GetFileName(Manifest)} holds together.");
        writer.WriteLine($"  original  {new Macs(Original.Macs)}, {new ParameterCount(Original.Parameters)}, {new Bytes(Original.FileBytes)}");
        foreach (var target in Targets)
        {
            var budgets = target.Budgets.Select(b => $"{b.Kind} ≤ {Quantity.Format(b.Limit).TrimEnd()} (could go to {Quantity.Format(b.Smallest).TrimEnd()})");
            var notChecked = target.Unchecked.Select(name => $"{name} not checked: only its device can tell, `buildcompress plan` asks it");
            string[] all = [.. budgets, .. notChecked];
            writer.WriteLine($"  {target.Name}: {(all.Length == 0 ? "no budget" : string.Join(", ", all))}");
        }
    }
}
