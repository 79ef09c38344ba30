namespace BuildCompress.Pipeline.Store;

/// <summary>A result in the store.</summary>
/// <param name="Folder">Full path of its folder; read only.</param>
/// <param name="Reused">False when this call computed it.</param>
public sealed record StoreEntry(string Folder, bool Reused);
