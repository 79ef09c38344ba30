using BuildCompress.Core.Diagnostics;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx.Import;

/// <summary>Puts what is wrong with a model file into words for its owner.</summary>
internal static class ModelDiagnostics
{
    public static Diagnostic Unreadable(string path, string cause) =>
        DiagnosticCatalog.ModelUnreadable.In(path, $"The model cannot be read: {cause}", "Check the path and that the file may be read.");

    public static Diagnostic Malformed(string path, MalformedModelException problem)
    {
        var opening = problem.Kind == DiagnosticCatalog.ModelCorrupt ? "The file is not a valid ONNX model"
            : problem.Kind == DiagnosticCatalog.TensorInvalid ? "The model holds an invalid tensor"
            : problem.Kind == DiagnosticCatalog.ExternalDataUnusable ? "The model's external data cannot be used"
            : "The model's graph is invalid";
        var nextStep = problem.Kind == DiagnosticCatalog.ExternalDataUnusable
            ? "Put the model's data files beside it, as the exporter wrote them."
            : "Export the model again, and check that the file was copied completely.";
        return problem.Kind.In(path, $"{opening}: {problem.Message}.", nextStep) with { Node = problem.Node };
    }
}
