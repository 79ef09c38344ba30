namespace BuildCompress.Devices.Prediction;

/// <summary>The measured time of a layer at one pair of channel counts.</summary>
/// <param name="Inputs">Input channels.</param>
/// <param name="Outputs">Output channels.</param>
/// <param name="Time">Nanoseconds, positive.</param>
public readonly record struct LayerSample(int Inputs, int Outputs, double Time);
