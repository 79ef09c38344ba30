using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Import;
using BuildCompress.Training.Networks;

namespace BuildCompress.Pipeline.Stages;

/// <summary>Import: ONNX file → graph with shapes and exact costs.</summary>
internal static class ImportStage
{
    /// <exception cref="DiagnosticException">The model cannot be compressed, or the manifest's preprocessing does not fit its input.</exception>
    public static ImportedModel Run(Manifest manifest)
    {
        var imported = ClassifierImport.Load(manifest.Model.Value, manifest.Model.Span);
        CheckTrainable(imported, manifest.Model);
        CheckPreprocess(manifest, "mean", manifest.Preprocess.Mean.Count, imported.Channels);
        CheckPreprocess(manifest, "std", manifest.Preprocess.Std.Count, imported.Channels);
        return imported;
    }

    /// <summary>Fails now, in words, rather than when training begins.</summary>
    private static void CheckTrainable(ImportedModel imported, Located<string> model)
    {
        try
        {
            TrainableNetwork.Check(imported.Model, imported.Types);
        }
        catch (DiagnosticException problem)
        {
            var named = Path.GetFileName(model.Value);
            throw new DiagnosticException([.. problem.Diagnostics.Select(d => d with { Span = model.Span, Message = $"{named}: {d.Message}" })], problem);
        }
    }

    private static void CheckPreprocess(Manifest manifest, string field, int values, int channels)
    {
        if (values == 1 || values == channels)
            return;
        throw new DiagnosticException(DiagnosticCatalog.SettingsContradict.At(
            manifest.Model.Span, $"preprocess.{field} has {values} values, but the model's images have {channels} {(channels == 1 ? "channel" : "channels")}.",
            $"Give {field} one value for all channels, or one for each."));
    }
}
