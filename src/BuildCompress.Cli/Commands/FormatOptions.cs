using System.CommandLine;
using BuildCompress.Cli.Output;

namespace BuildCompress.Cli.Commands;

/// <summary><c>--format</c> and its shorthand <c>--json</c>.</summary>
internal sealed class FormatOptions
{
    private readonly Option<string> format;

    private readonly Option<bool> json = new("--json") { Description = "Same as --format json." };

    private FormatOptions(params string[] formats)
    {
        format = new Option<string>("--format")
        {
            Description = $"Form of the result on standard output: {string.Join(", ", formats)}.",
            DefaultValueFactory = _ => "text",
        };
        format.AcceptOnlyFromAmong(formats);
    }

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="events">Whether it also offers <c>msbuild-json</c>.</param>
    public static FormatOptions AddTo(Command command, bool events = false)
    {
        var options = events ? new FormatOptions("text", "json", "msbuild-json") : new FormatOptions("text", "json");
        command.Add(options.format);
        command.Add(options.json);
        return options;
    }

    public OutputFormat Read(ParseResult parsed) => parsed.GetValue(format) switch
    {
        "msbuild-json" => OutputFormat.MsbuildJson,
        "json" => OutputFormat.Json,
        _ => parsed.GetValue(json) ? OutputFormat.Json : OutputFormat.Text,
    };
}
