using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Pipeline.Scheduling;

/// <summary>What a target's device is when a run begins, as far as results depend on it.</summary>
/// <param name="Name">The device's fingerprint; that of its recording, with the recording's hash; or <c>absent</c>.</param>
/// <param name="Recording">Hash of a recording of this very device, whose numbers a latency budget is planned with before the device's; null where there is none.</param>
/// <param name="Absence">Null where the device itself can be asked: then what was made without it, under the same key, is made again.</param>
internal sealed record DeviceIdentity(string Name, string? Recording, DeviceAbsence? Absence = null);

/// <summary>A device that does not answer.</summary>
/// <param name="Why">What its agent did instead.</param>
/// <param name="Before">What it was when a run last found it; null when none ever did.</param>
internal sealed record DeviceAbsence(Diagnostic Why, DeviceIdentity? Before);
