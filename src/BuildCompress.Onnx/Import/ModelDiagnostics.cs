using BuildCompress.Core.Diagnostics;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx.Import;

/// <summary>Puts what is wrong with a model file into words for its owner.</summary>
internal static class ModelDiagnostics
{
    public static Diagnostic Unreadable(string path, string cause) => new(
        "BCMP2001", Severity.Error, $"The model cannot be read: {cause}", "Check the path and that the file may be read.", new SourceSpan(path));

    public static Diagnostic Malformed(string path, MalformedModelException problem) => new(
        problem.Id, Severity.Error, $"{Opening(problem.Id)}: {problem.Message}.", NextStep(problem.Id), new SourceSpan(path), problem.Node);

    private static string Opening(string id) => id switch
    {
        "BCMP2003" => "The model holds an invalid tensor",
        "BCMP2004" => "The model's external data cannot be used",
        "BCMP2005" => "The model's graph is invalid",
        _ => "The file is not a valid ONNX model",
    };

    private static string NextStep(string id) => id switch
    {
        "BCMP2004" => "Put the model's data files beside it, as the exporter wrote them.",
        _ => "Export the model again, and check that the file was copied completely.",
    };
}
