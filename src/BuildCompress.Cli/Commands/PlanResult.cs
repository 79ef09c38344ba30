using System.Text.Json.Serialization;
using BuildCompress.Cli.Output;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Reports;
using BuildCompress.Pipeline.Plans;
using Spectre.Console;

namespace BuildCompress.Cli.Commands;

/// <summary>What a run would cut, for every target.</summary>
internal sealed record PlanResult([property: JsonIgnore] PlanOutcome Outcome) : IResult
{
    public string Manifest => Outcome.Manifest;

    public ModelFigures Original => Outcome.Original;

    public IReadOnlyList<TargetPlan> Targets => Outcome.Targets;

    public ExitCode AsExitCode() => ExitCode.Ok;

    public void Render(IAnsiConsole console)
    {
        foreach (var target in Targets)
            PlanText.Write(console, Original, target);
    }
}
