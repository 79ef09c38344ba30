using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Core.Manifests.Syntax;

/// <summary>A JSON value with its place.</summary>
internal abstract record ManifestNode(SourceSpan Span)
{
    /// <summary>What a person calls it, for "expected …, found …".</summary>
    public abstract string Noun { get; }

    internal sealed record Text(string Value, SourceSpan Span) : ManifestNode(Span)
    {
        public override string Noun => $"the text \"{(Value.Length > 40 ? Value[..40] + "…" : Value)}\"";
    }

    /// <param name="Raw">As written: JSON's number grammar.</param>
    internal sealed record Number(string Raw, SourceSpan Span) : ManifestNode(Span)
    {
        public override string Noun => $"the number {Raw}";
    }

    internal sealed record Flag(bool Value, SourceSpan Span) : ManifestNode(Span)
    {
        public override string Noun => Value ? "true" : "false";
    }

    internal sealed record Null(SourceSpan Span) : ManifestNode(Span)
    {
        public override string Noun => "null";
    }

    internal sealed record List(IReadOnlyList<ManifestNode> Items, SourceSpan Span) : ManifestNode(Span)
    {
        public override string Noun => "a list";
    }

    /// <param name="Fields">In the order written; a name may occur twice.</param>
    internal sealed record Section(IReadOnlyList<ManifestField> Fields, SourceSpan Span) : ManifestNode(Span)
    {
        public override string Noun => "an object";

        /// <summary>The first field of that name, or null.</summary>
        public ManifestField? Find(string name) => Fields.FirstOrDefault(f => f.Name == name);
    }
}
