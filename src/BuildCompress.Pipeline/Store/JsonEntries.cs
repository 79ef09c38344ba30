using System.Text.Json;
using BuildCompress.Core.Keys;
using BuildCompress.Devices.Json;

namespace BuildCompress.Pipeline.Store;

/// <summary>Values of one kind in the store, each a JSON file under a key; a later one replaces an earlier.</summary>
/// <param name="store">Holds them.</param>
/// <param name="stage">Name of their kind; a folder of the store.</param>
/// <param name="isSound">Whether a value that was read has all it needs; what has not counts as damaged.</param>
internal sealed class JsonEntries<T>(ContentStore store, string stage, Func<T, bool> isSound)
    where T : class
{
    private readonly string fileName = $"{stage}.json";

    /// <summary>The value under <paramref name="key"/>; null when there is none, or it is damaged.</summary>
    public T? Find(ContentKey key) => store.Find(stage, key) is { } folder ? Read(folder) : null;

    /// <summary>All values that can be read, in no order.</summary>
    public IEnumerable<T> All() => store.Entries(stage).Select(Read).OfType<T>();

    /// <summary>Keeps a value.</summary>
    /// <exception cref="Core.Diagnostics.DiagnosticException">The store cannot be written (BCMP6xxx).</exception>
    /// <exception cref="OperationCanceledException">Cancelled while another process wrote under the same key.</exception>
    public void Put(ContentKey key, T value, CancellationToken cancellation) => store.GetOrAdd(
        stage, key, _ => false, folder => File.WriteAllText(Path.Combine(folder, fileName), JsonSerializer.Serialize(value, DeviceJson.Page)), () => null, cancellation);

    /// <summary>Null when it is damaged, or another process takes it away just now.</summary>
    private T? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(Path.Combine(folder, fileName)), DeviceJson.Page) is { } value && isSound(value) ? value : null;
        }
        catch (Exception damage) when (damage is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
