using Spectre.Console;

namespace BuildCompress.Cli.Output;

/// <summary>Where the command writes.</summary>
/// <param name="Output">Receives results only.</param>
/// <param name="Error">Receives progress, diagnostics and remarks.</param>
/// <param name="OutputStyle">What <paramref name="Output"/> can show.</param>
/// <param name="ErrorStyle">What <paramref name="Error"/> can show.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, TerminalStyle OutputStyle, TerminalStyle ErrorStyle)
{
    private const int WidthOfFiles = 160;

    /// <summary>The console, as far as it is one; NO_COLOR and TERM=dumb are honoured.</summary>
    public static Terminal OfProcess()
    {
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = System.Text.Encoding.UTF8;
        return new Terminal(Console.Out, Console.Error, StyleOf(Console.IsOutputRedirected), StyleOf(Console.IsErrorRedirected));
    }

    /// <summary>A console that writes results.</summary>
    public IAnsiConsole OutputConsole() => Create(Output, OutputStyle);

    /// <summary>A console that writes progress.</summary>
    public IAnsiConsole ErrorConsole() => Create(Error, ErrorStyle);

    private static TerminalStyle StyleOf(bool redirected)
    {
        if (redirected || Environment.GetEnvironmentVariable("TERM") == "dumb")
            return TerminalStyle.Plain;
        return string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) ? TerminalStyle.Colour : TerminalStyle.Interactive;
    }

    private static IAnsiConsole Create(TextWriter writer, TerminalStyle style)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = style == TerminalStyle.Plain ? AnsiSupport.No : AnsiSupport.Yes,
            ColorSystem = style == TerminalStyle.Colour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = style == TerminalStyle.Plain ? InteractionSupport.No : InteractionSupport.Yes,
        });
        if (style == TerminalStyle.Plain)
            console.Profile.Width = WidthOfFiles;
        return console;
    }
}
