using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Cli;

/// <summary><c>inspect --graph</c> with a Graphviz of ours, so that the tests need none: programs named <c>dot</c> alone on the PATH.</summary>
public sealed class InspectGraphTests
{
    private static string Model => SharedData.Path("models/cifar10-mlperftiny-resnet8.onnx");

    [Fact]
    public async Task TheDrawingIsLaidOutByDot()
    {
        if (SharedData.IsMissing)
            return;
        using var folder = new TemporaryFolder();

        var outcome = await InspectAsync(folder, "#!/bin/sh\necho \"drawn by $0 $1\"\n/bin/cat\n", "net.svg");

        Assert.Equal(0, outcome.ExitCode);
        var picture = await File.ReadAllTextAsync(folder.In("net.svg"));
        Assert.StartsWith("drawn by", picture, StringComparison.Ordinal);
        Assert.Contains("-Tsvg", picture, StringComparison.Ordinal);
        Assert.EndsWith("}\n", picture, StringComparison.Ordinal);
        Assert.Equal(folder.In("net.svg"), outcome.Json.GetProperty("result").GetProperty("picture").GetString());
    }

    [Fact]
    public async Task WithoutGraphvizTheNextStepIsNamedAndNothingIsWritten()
    {
        if (SharedData.IsMissing)
            return;
        using var folder = new TemporaryFolder();

        var error = (await InspectAsync(folder, dot: null, "net.svg")).Single(69, "BCMP0102");

        Assert.Contains("--graph FILE.dot", error.GetProperty("nextStep").GetString(), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.In("net.svg")));
    }

    [Fact]
    public async Task WhatGraphvizComplainsOfIsTold()
    {
        if (SharedData.IsMissing)
            return;
        using var folder = new TemporaryFolder();

        var error = (await InspectAsync(folder, "#!/bin/sh\necho 'no such layout' >&2\nexit 1\n", "net.png")).Single(69, "BCMP0103");

        Assert.Contains("net.png: no such layout", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.In("net.png")));
    }

    [Fact]
    public async Task TheSourceOfTheDrawingNeedsNoGraphviz()
    {
        if (SharedData.IsMissing)
            return;
        using var folder = new TemporaryFolder();

        var outcome = await InspectAsync(folder, dot: null, "net.dot");

        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith("digraph", await File.ReadAllTextAsync(folder.In("net.dot")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFormNobodyDrawsIsAMistakeOfTheCommandLine()
    {
        var outcome = await CommandOutcome.RunAsync("inspect", "net.onnx", "--graph", "net.bmp");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(".svg", outcome.Error, StringComparison.Ordinal);
    }

    private static Task<CommandOutcome> InspectAsync(TemporaryFolder folder, string? dot, string picture)
    {
        var programs = Directory.CreateDirectory(folder.In("programs")).FullName;
        if (dot is not null)
        {
            File.WriteAllText(Path.Combine(programs, "dot"), dot);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(Path.Combine(programs, "dot"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var command = ToolProcess.Command("inspect", Model, "--json", "--graph", folder.In(picture));
        return ToolProcess.RunProcessAsync(command, programs);
    }
}
