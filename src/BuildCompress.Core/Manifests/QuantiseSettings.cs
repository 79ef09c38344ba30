namespace BuildCompress.Core.Manifests;

/// <summary>Quantisation-aware training with learned step sizes (LSQ) to int8: unsigned activations, signed per-channel weights.</summary>
/// <param name="Method">None leaves the artifact in float32.</param>
/// <param name="Training">Training with fake quantisation in the loop; 0 epochs for calibration only.</param>
/// <param name="CalibrationSamples">Training samples that initialise the activation steps.</param>
public sealed record QuantiseSettings(QuantiseMethod Method, FinetuneSettings Training, int CalibrationSamples);
