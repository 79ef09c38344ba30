using System.Text.Json.Nodes;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests.Shapes;

/// <summary>A field of a section of type <typeparamref name="T"/>.</summary>
internal abstract record Field<T>(string Name, string Description, bool Required)
{
    /// <summary>The section with this field read into it.</summary>
    public abstract T Read(ManifestNode node, T section, ReadContext context);

    public abstract JsonObject Schema(T section);

    /// <summary>A field whose value has its own type.</summary>
    /// <param name="ShapeFor">The value's shape; may depend on fields read before.</param>
    /// <param name="Get">The value in a section.</param>
    /// <param name="Set">A section with another value.</param>
    internal sealed record Of<TValue>(
        string Name, string Description, bool Required, Func<T, Shape<TValue>> ShapeFor, Func<T, TValue> Get, Func<T, TValue, T> Set)
        : Field<T>(Name, Description, Required)
    {
        public override T Read(ManifestNode node, T section, ReadContext context) =>
            Set(section, ShapeFor(section).Read(node, Get(section), context));

        public override JsonObject Schema(T section)
        {
            var schema = ShapeFor(section).Schema(Get(section));
            if (Required)
                schema.Remove("default");
            schema.Insert(0, "description", Description);
            return schema;
        }
    }
}
