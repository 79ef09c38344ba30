using System.Text.Json.Nodes;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests.Shapes;

/// <summary>The form of a manifest value: the one place that both the reader and the JSON schema take it from.</summary>
internal abstract class Shape<T>
{
    /// <summary>Reads a value; reports what is wrong with it and then returns <paramref name="current"/>.</summary>
    /// <param name="node">The value as written.</param>
    /// <param name="current">The value without it: a default, or for a target's overrides what the manifest says for all.</param>
    /// <param name="context">Collects the errors.</param>
    public abstract T Read(ManifestNode node, T current, ReadContext context);

    /// <summary>The JSON schema (draft 7) of the value, with <paramref name="current"/> as its default.</summary>
    public abstract JsonObject Schema(T current);
}
