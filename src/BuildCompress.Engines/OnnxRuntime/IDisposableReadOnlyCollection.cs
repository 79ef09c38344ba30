namespace BuildCompress.Engines.OnnxRuntime;

/// <summary>A collection whose items are disposed with it.</summary>
public interface IDisposableReadOnlyCollection<T> : IReadOnlyCollection<T>, IDisposable;
