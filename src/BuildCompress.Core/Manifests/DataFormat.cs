namespace BuildCompress.Core.Manifests;

/// <summary>How labelled images are laid out on disk.</summary>
public enum DataFormat
{
    /// <summary>Records of 1 label byte and 3x32x32 planar RGB bytes.</summary>
    Cifar10Binary,

    /// <summary>The MNIST family's files: big-endian header, then bytes.</summary>
    Idx,

    /// <summary>PNG files; each folder below the root is a class, classes in ordinal order of their names.</summary>
    ImageFolder,
}
