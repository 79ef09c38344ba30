using BuildCompress.Core.Units;
using BuildCompress.Devices.Measurement;

namespace BuildCompress.Devices.Workers;

/// <summary>What a worker is to measure: the one line it reads.</summary>
/// <param name="Models">Measured together.</param>
/// <param name="Protocol">How.</param>
/// <param name="Memory">Most memory the models may take in all.</param>
internal sealed record WorkerJob(IReadOnlyList<ModelFile> Models, LatencyProtocol Protocol, Bytes Memory);
