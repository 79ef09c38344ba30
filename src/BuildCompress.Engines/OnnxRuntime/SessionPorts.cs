using System.Runtime.CompilerServices;

namespace BuildCompress.Engines.OnnxRuntime;

/// <summary>The inputs, or the outputs, of a session.</summary>
internal sealed unsafe class SessionPorts
{
    // In arrays that the collector never moves, so that a run can point at them.
    private readonly Dictionary<string, byte[]> _nativeNames = [];

    public SessionPorts(
        OrtApi api,
        nint session,
        delegate* unmanaged[Cdecl]<nint, nuint*, nint> getCount,
        delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> getName,
        delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> getTypeInfo)
    {
        nuint count;
        api.Check(getCount(session, &count));
        var names = new string[count];
        var metadata = new Dictionary<string, NodeMetadata>();
        for (nuint i = 0; i < count; i++)
        {
            byte* text;
            api.Check(getName(session, i, api.Allocator, &text));
            var name = names[i] = api.TakeString(text);
            var terminated = NativeText.Utf8(name);
            terminated.CopyTo(_nativeNames[name] = GC.AllocateUninitializedArray<byte>(terminated.Length, pinned: true), 0);

            nint type, tensor;
            api.Check(getTypeInfo(session, i, &type));
            api.Check(api.CastTypeInfoToTensorInfo(type, &tensor));
            if (tensor != 0)
                metadata[name] = new NodeMetadata(new OrtTensorTypeAndShapeInfo(api, tensor));
            api.ReleaseTypeInfo(type);
        }
        (Names, Metadata) = (names, metadata);
    }

    /// <summary>In the model's order.</summary>
    public string[] Names { get; }

    /// <summary>Of the tensors among them.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> Metadata { get; }

    /// <summary>The name as the C API wants it, valid while this object lives.</summary>
    /// <exception cref="OnnxRuntimeException">The model has no such input or output.</exception>
    public byte* NativeName(string name, string kind) =>
        _nativeNames.TryGetValue(name, out var native)
            ? (byte*)Unsafe.AsPointer(ref native[0])
            : throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument, $"The model has no {kind} '{name}'; it has {string.Join(", ", Names.Select(known => $"'{known}'"))}.");
}
