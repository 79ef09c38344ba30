using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Import;

namespace BuildCompress.Pipeline.Stages;

/// <summary>Import: ONNX file → graph with shapes and exact costs.</summary>
internal static class ImportStage
{
    public static ImportedModel Run(Manifest manifest) => ClassifierImport.Load(manifest.Model.Value, manifest.Model.Span);
}
