using System.Text.Json.Serialization;

namespace BuildCompress.Core.Manifests;

/// <summary>How weights and activations become integers.</summary>
public enum QuantiseMethod
{
    None,

    /// <summary>Calibration without training: the range is that of the values seen.</summary>
    Minmax,

    /// <summary>Calibration without training: the range leaves out the largest values, <see cref="QuantiseSettings.Percentile"/> in all.</summary>
    Percentile,

    /// <summary>Learned step size quantisation (Esser et al., ICLR 2020).</summary>
    Lsq,

    /// <summary>LSQ+ (Bhalgat et al., CVPR Workshops 2020): activations that may be negative learn their offset as well.</summary>
    [JsonStringEnumMemberName("lsq+")]
    LsqPlus,

    /// <summary>Quantisation interval learning (Jung et al., CVPR 2019): trained intervals, below 5 bits in stages of fewer and fewer bits.</summary>
    Qil,
}
