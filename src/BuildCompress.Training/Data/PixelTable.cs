using BuildCompress.Core.Manifests;

namespace BuildCompress.Training.Data;

/// <summary>The 256 input values a channel can take, so that normalising a pixel is one look-up.</summary>
internal sealed class PixelTable
{
    private readonly float[] values;
    private readonly int[] source;

    public PixelTable(PreprocessSettings settings, int channels)
    {
        values = new float[channels * 256];
        source = new int[channels];
        for (var c = 0; c < channels; c++)
        {
            source[c] = settings.Channels == ChannelOrder.Bgr && channels == 3 ? 2 - c : c;
            var mean = PerChannel(settings.Mean, c, fallback: 0);
            var std = PerChannel(settings.Std, c, fallback: 1);
            for (var pixel = 0; pixel < 256; pixel++)
                values[(c * 256) + pixel] = (float)(((pixel * settings.Scale) - mean) / std);
        }
    }

    /// <summary>The values of model input channel <paramref name="channel"/> by pixel.</summary>
    public ReadOnlySpan<float> Of(int channel) => values.AsSpan(channel * 256, 256);

    /// <summary>The stored (RGB) channel that feeds model input channel <paramref name="channel"/>.</summary>
    public int Source(int channel) => source[channel];

    private static double PerChannel(IReadOnlyList<double> list, int channel, double fallback) => list.Count switch
    {
        0 => fallback,
        1 => list[0],
        _ => list[channel],
    };
}
