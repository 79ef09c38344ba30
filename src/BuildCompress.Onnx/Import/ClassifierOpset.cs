using BuildCompress.Core.Diagnostics;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Import;

/// <summary>Which versions of the standard operator set are understood.</summary>
internal static class ClassifierOpset
{
    private const long Oldest = 7;
    private const long Newest = 21;

    public static IEnumerable<Diagnostic> Check(Model model, string path)
    {
        if (model.Opset is < Oldest or > Newest)
        {
            yield return DiagnosticCatalog.OpsetNotSupported.In(
                path, model.Opset == 0 ? "The model does not say which operator set it uses." : $"The model uses operator set {model.Opset}.",
                $"Export it with an operator set from {Oldest} to {Newest}, for example opset_version=17.");
        }
    }
}
