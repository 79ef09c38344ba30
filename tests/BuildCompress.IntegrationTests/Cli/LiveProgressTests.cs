using BuildCompress.Cli.Output;
using BuildCompress.Core.Protocol;
using Spectre.Console;

namespace BuildCompress.IntegrationTests.Cli;

public sealed class LiveProgressTests
{
    [Fact]
    public async Task ATerminalShowsEveryStageThatEnded()
    {
        var written = new StringWriter();
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(written),
        });

        await LiveProgress.FollowAsync(terminal, progress =>
        {
            progress.Report(new ProgressEvent("phone", "Cut", 0, 0));
            progress.Report(new ProgressEvent("phone", "Recover", 1, 20, Loss: 0.5, Accuracy: 0.75, RemainingSeconds: 12));
            progress.Report(new ProgressEvent("phone", "Recover", 20, 20, Loss: 0.25, Accuracy: 0.875, RemainingSeconds: 0));
            progress.Report(new ArtifactEvent("phone", "out/phone/net.onnx", "out/phone/report.json", "key", Reused: false));
            return Task.FromResult<IResult>(null!);
        });

        var text = written.ToString();
        Assert.Contains("Cut 0 s", text, StringComparison.Ordinal);
        Assert.Contains("87.50 %", text, StringComparison.Ordinal);
        Assert.Contains("net.onnx", text, StringComparison.Ordinal);
    }
}
