using System.Text.RegularExpressions;
using BuildCompress.IntegrationTests.Training.Data;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.IntegrationTests.Cli;

/// <summary>
/// What a user can get wrong about manifest, model, data and budgets: the command says what, where and what to do about it, and the
/// artifact emitted before stays as it is, alone.
/// </summary>
[Collection(BadInputCollection.Name)]
public sealed class BadInputTests(BadInputProject original) : IDisposable
{
    private readonly BadInputProject project = original.Copy();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task AnUnknownFieldIsMetWithTheOneMeant()
    {
        project.WriteManifest();
        File.WriteAllText(project.Manifest, File.ReadAllText(project.Manifest).Replace("}, \"finetune\"", "}, \"fintune\"", StringComparison.Ordinal));

        await IsRefused(2, "BCMP1003", (6, 50), "no field \"fintune\"", "Did you mean \"finetune\"?");
    }

    [Fact]
    public async Task AMissingModelIsNamedWhereTheManifestNamesIt()
    {
        project.WriteManifest(model: "gone.onnx");

        await IsRefused(2, "BCMP1013", (2, 12), "gone.onnx", ".");
    }

    [Fact]
    public async Task ATruncatedModelIsCorrupt()
    {
        project.WriteManifest();
        var whole = File.ReadAllBytes(project.In("net.onnx"));
        File.WriteAllBytes(project.In("net.onnx"), whole[..(whole.Length / 2)]);

        await IsRefused(4, "BCMP2002", (2, 12), "net.onnx", "Export the model again");
    }

    [Fact]
    public async Task ANetworkWithoutConvolutionsIsNotCompressed()
    {
        project.WriteManifest();
        var net = BadInputProject.Net;
        OnnxFile.Write(net with
        {
            Graph = net.Graph with
            {
                Nodes =
                [
                    new Node("flatten", "Flatten", "", ["image"], ["pixels"], new Dictionary<string, AttributeValue>()),
                    new Node("fc", "Gemm", "", ["pixels", "weight"], ["scores"], new Dictionary<string, AttributeValue>()),
                ],
                Initializers = new Dictionary<string, ConstantTensor> { ["weight"] = ConstantTensor.Of(new float[30720], 3072, 10) },
            },
        }, project.In("net.onnx"));

        await IsRefused(4, "BCMP2014", (2, 12), "no Conv", "convolutional image classifiers");
    }

    [Fact]
    public async Task AnUnknownOperatorIsNamedWithItsNode()
    {
        WriteNetWithRelu("Attention");

        var node = await IsRefused(4, "BCMP2011", (2, 12), "'stem.relu' uses the operator Attention", "standard ONNX operators");

        Assert.Equal("stem.relu", node);
    }

    [Fact]
    public async Task AnOperatorThatCannotBeTrainedIsNamedWithItsNode()
    {
        WriteNetWithRelu("Shrink");

        var node = await IsRefused(4, "BCMP4101", (2, 12), "Shrink 'stem.relu' cannot be run for training", "Replace the operator");

        Assert.Equal("stem.relu", node);
    }

    [Fact]
    public async Task ALabelBeyondTheModelsOutputsIsCounted()
    {
        project.WriteManifest();
        using (var data = File.OpenWrite(project.In("train.bin")))
        {
            data.Position = 3 * 3073;
            data.WriteByte(10);
        }

        await IsRefused(2, "BCMP4005", (4, 15), "labels image 3 .* as 10, and the model has 10 outputs", "Use labels 0 to 9");
    }

    [Fact]
    public async Task AnImageOfTheWrongSizeIsNamedWithBothSizes()
    {
        project.WriteManifest(train: "\"image-folder\",\n      \"path\": \"images\"");
        for (var label = 0; label < 10; label++)
        {
            Directory.CreateDirectory(project.In($"images/{label}"));
            var side = label == 7 ? 28 : 32;
            File.WriteAllBytes(project.In($"images/{label}/a.png"), PngFile.Rgb(side, side, new byte[3 * side * side]));
        }

        await IsRefused(2, "BCMP4004", (4, 15), @"7.a\.png' is 3x28x28, and the model expects 3x32x32", "Resize the images");
    }

    [Fact]
    public async Task AnImpossibleBudgetStatesTheSmallestReachable()
    {
        project.WriteManifest(macs: "0.1%");
        var message = "";

        await IsRefused(3, "BCMP3001", (8, 46), @"the smallest reachable value is \d+\.", "Raise the budget", m => message = m);

        // The value stated is reachable, and the one below is not.
        var smallest = long.Parse(Regex.Match(message, @"value is (\d+)").Groups[1].Value);
        Assert.Equal(0, await Validated(smallest));
        Assert.Equal(3, await Validated(smallest - 1));

        async Task<int> Validated(long macs)
        {
            File.WriteAllText(project.Manifest, Regex.Replace(File.ReadAllText(project.Manifest), "\"macs\": [^ ]+", $"\"macs\": {macs}"));
            return (await CommandOutcome.RunAsync("validate", project.Manifest)).ExitCode;
        }
    }

    // Reading /proc/self/mem from its beginning fails whoever asks, as an unreadable file does for a user without rights.
    [Fact]
    public async Task AModelThatCannotBeReadIsNoFaultOfTheStore()
    {
        if (!OperatingSystem.IsLinux())
            return;
        project.WriteManifest(model: "/proc/self/mem");

        await IsRefused(4, "BCMP2001", (2, 12), "mem: The model cannot be read", "may be read");
    }

    [Fact]
    public async Task DataThatCannotBeReadIsNoFaultOfTheStore()
    {
        if (OperatingSystem.IsWindows())
            return;
        project.WriteManifest(train: "\"image-folder\",\n      \"path\": \"images\"");
        Directory.CreateDirectory(project.In("images/0"));
        File.CreateSymbolicLink(project.In("images/0/a.png"), project.In("gone.png"));

        await IsRefused(2, "BCMP4002", (4, 15), "images' cannot be read: .*a.png", "permissions");
    }

    /// <summary>A manifest whose network applies another operator in place of its first Relu.</summary>
    private void WriteNetWithRelu(string replacement)
    {
        project.WriteManifest();
        var graph = BadInputProject.Net.Graph;
        var nodes = graph.Nodes.Select(n => n.Name == "stem.relu" ? n with { OpType = replacement } : n).ToList();
        OnnxFile.Write(BadInputProject.Net with { Graph = graph with { Nodes = nodes } }, project.In("net.onnx"));
    }

    /// <summary>Runs the manifest and expects one error, a next step, and nothing changed in the output; gives the node named.</summary>
    private async Task<string?> IsRefused(
        int exitCode, string id, (int Line, int Column) place, string message, string nextStep, Action<string>? heard = null)
    {
        var before = BadInputProject.Files(project.In("out"));

        var outcome = await project.RunAsync();

        var diagnostic = outcome.Single(exitCode, id);
        var span = diagnostic.GetProperty("span");
        Assert.Equal(project.Manifest, span.GetProperty("file").GetString());
        Assert.Equal(place, (span.GetProperty("line").GetInt32(), span.GetProperty("column").GetInt32()));
        Assert.Matches(message, diagnostic.GetProperty("message").GetString());
        Assert.Contains(nextStep, diagnostic.GetProperty("nextStep").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, BadInputProject.Files(project.In("out")));
        heard?.Invoke(diagnostic.GetProperty("message").GetString()!);
        return diagnostic.GetProperty("node").GetString();
    }
}
