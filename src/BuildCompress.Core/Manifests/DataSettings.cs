namespace BuildCompress.Core.Manifests;

/// <summary>The samples to learn from and the samples to judge by.</summary>
public sealed record DataSettings(DataSource Train, DataSource Validation);
