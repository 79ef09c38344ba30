namespace BuildCompress.Devices.Agents;

/// <summary>A model of an order.</summary>
/// <param name="Name">What the result calls it.</param>
/// <param name="Digest">SHA-256 of the uploaded file, 64 lower-case hexadecimal digits.</param>
public sealed record OrderedModel(string Name, string Digest);
