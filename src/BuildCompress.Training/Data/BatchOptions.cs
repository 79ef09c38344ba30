using BuildCompress.Core.Manifests;

namespace BuildCompress.Training.Data;

/// <summary>How a data set becomes batches.</summary>
/// <param name="BatchSize">Images per batch, positive.</param>
/// <param name="Preprocess">How a pixel becomes an input value.</param>
/// <param name="Augment">Random changes; null for none.</param>
/// <param name="Seed">Seed of order and changes.</param>
/// <param name="Shuffle">Visit in random order and drop the incomplete last batch of an epoch; false keeps file order and every image.</param>
public sealed record BatchOptions(
    int BatchSize, PreprocessSettings Preprocess, AugmentSettings? Augment = null, int Seed = 0, bool Shuffle = false);
