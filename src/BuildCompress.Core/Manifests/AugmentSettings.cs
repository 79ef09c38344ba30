namespace BuildCompress.Core.Manifests;

/// <summary>Random changes to a training image.</summary>
/// <param name="CropPadding">Zero pixels added on each side before a random crop back to size; 0 for none.</param>
/// <param name="HorizontalFlip">Mirror half of the images.</param>
public sealed record AugmentSettings(int CropPadding, bool HorizontalFlip);
