using BuildCompress.Core.Diagnostics;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Pipeline.Stages;

/// <summary>What is left of a training that failed: its last good weights as a model, beside the checkpoints.</summary>
/// <param name="workFolder">Of the stage; swept when it has been left alone for long.</param>
/// <param name="section">The training's section of the manifest.</param>
internal sealed class LastGoodWeights(string workFolder, string section)
{
    private readonly string path = Path.Combine(workFolder, "last-good.onnx");

    /// <summary>Keeps <paramref name="model"/>.</summary>
    public void Keep(Model model) => OnnxFile.Write(model, path);

    /// <summary>The failure, with the setting that its advice is about and the place of what was kept.</summary>
    public DiagnosticException Explain(DiagnosticException failure) => new(
        [.. failure.Diagnostics.Select(d => d with { NextStep = $"{d.NextStep} The settings are {section}, the weights {path}." })], failure);
}
