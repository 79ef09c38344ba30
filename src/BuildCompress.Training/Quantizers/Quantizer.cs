using BuildCompress.Core.Manifests;

namespace BuildCompress.Training.Quantizers;

/// <summary>The quantiser a manifest asks for.</summary>
public static class Quantizer
{
    /// <exception cref="ArgumentException">The method is none.</exception>
    public static IQuantizer Of(QuantiseSettings settings) => settings.Method switch
    {
        QuantiseMethod.Minmax => new CalibratedQuantizer { WeightScales = settings.WeightScales },
        QuantiseMethod.Percentile => new CalibratedQuantizer { WeightScales = settings.WeightScales, Percentile = settings.Percentile },
        QuantiseMethod.Lsq => new LsqQuantizer { WeightScales = settings.WeightScales },
        QuantiseMethod.LsqPlus => new LsqPlusQuantizer { WeightScales = settings.WeightScales },
        QuantiseMethod.Qil => new QilQuantizer { WeightScales = settings.WeightScales },
        _ => throw new ArgumentException("There is nothing to quantise.", nameof(settings)),
    };
}
