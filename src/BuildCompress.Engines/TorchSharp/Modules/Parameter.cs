namespace BuildCompress.Engines.TorchSharp.Modules;

/// <summary>A tensor that training changes.</summary>
public sealed class Parameter
{
}
