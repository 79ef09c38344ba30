using System.Text.Encodings.Web;
using System.Text.Json;
using BuildCompress.Core.Manifests.Layout;

namespace BuildCompress.Core.Manifests;

/// <summary>The manifest's JSON schema (draft 7), generated from the layout the reader reads by.</summary>
public static class ManifestSchema
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text of <c>schema/buildcompress.schema.json</c>.</summary>
    public static string Generate()
    {
        var schema = ManifestLayout.Manifest.Schema(ManifestLayout.Blank(""));
        schema.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        schema.Insert(1, "title", "BuildCompress manifest");
        schema.Insert(2, "description", "One trained model, its data, and the devices to compress it for.");
        schema.Insert(3, "allowComments", true);
        schema.Insert(4, "allowTrailingCommas", true);
        return schema.ToJsonString(Options) + "\n";
    }
}
