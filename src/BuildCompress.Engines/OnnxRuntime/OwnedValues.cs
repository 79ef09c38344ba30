using System.Collections;

namespace BuildCompress.Engines.OnnxRuntime;

/// <summary>The outputs of one run, which own their memory.</summary>
internal sealed class OwnedValues(OrtValue[] values) : IDisposableReadOnlyCollection<OrtValue>
{
    public int Count => values.Length;

    public IEnumerator<OrtValue> GetEnumerator() => ((IEnumerable<OrtValue>)values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        foreach (var value in values)
            value.Dispose();
    }
}
