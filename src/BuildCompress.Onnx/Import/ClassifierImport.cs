using BuildCompress.Core.Diagnostics;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.Onnx.Import;

/// <summary>Reads an ONNX file as an image classifier to compress, or says in full why it is none.</summary>
public static class ClassifierImport
{
    /// <summary>Reads, checks and folds a model.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="span">Where the manifest names it; diagnostics then point there.</param>
    /// <exception cref="DiagnosticException">BCMP2xxx: not readable, not valid, or not an image classifier of supported operators.</exception>
    public static ImportedModel Load(string path, SourceSpan? span = null)
    {
        try
        {
            return Check(OnnxFile.Read(path), path);
        }
        catch (DiagnosticException problem) when (span is not null)
        {
            var named = Path.GetFileName(path);
            throw new DiagnosticException([.. problem.Diagnostics.Select(d => d with { Span = span, Message = $"{named}: {d.Message}" })], problem);
        }
    }

    /// <summary>Checks and folds a model that is in memory.</summary>
    /// <param name="model">The model as read.</param>
    /// <param name="path">What messages call it.</param>
    /// <exception cref="DiagnosticException">As for <see cref="Load"/>.</exception>
    public static ImportedModel Check(Model model, string path)
    {
        List<Diagnostic> problems = [.. ClassifierOpset.Check(model, path), .. ClassifierEnds.Check(model.Graph, path)];
        Stop(problems);
        var folded = OwnStatistics.Separate(ConstantFolding.Fold(OpenBatch.Apply(NodeNames.MakeUnique(model))));
        problems.AddRange(ClassifierOperators.Check(folded.Graph, path));
        Stop(problems);

        var types = ShapeInference.Infer(folded);
        problems.AddRange(ClassifierShapes.Check(folded.Graph, types, path));
        Stop(problems);
        var image = types[folded.Graph.Inputs[0].Name]!.Shape!;
        var classes = types[folded.Graph.Outputs[0].Name]!.Shape![1];
        return new ImportedModel(
            folded, types, CostModel.Count(folded.Graph, types), (int)image[1].Value!, (int)image[2].Value!, (int)image[3].Value!, (int)classes.Value!);
    }

    private static void Stop(List<Diagnostic> problems)
    {
        if (problems.Count > 0)
            throw new DiagnosticException(problems);
    }
}
