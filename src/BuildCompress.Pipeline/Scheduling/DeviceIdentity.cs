namespace BuildCompress.Pipeline.Scheduling;

/// <summary>What a target's device is when a run begins, as far as results depend on it.</summary>
/// <param name="Name">The device's fingerprint; that of its recording, with the recording's hash; or <c>absent</c>.</param>
/// <param name="Answers">Whether the device itself can be asked: then what was made without it, under the same key, is made again.</param>
/// <param name="Recording">Hash of a recording of this very device, whose numbers a latency budget is planned with before the device's; null where there is none.</param>
/// <param name="LastSeen">Of one that does not answer: what it was when it last did; null when it never did.</param>
internal sealed record DeviceIdentity(string Name, bool Answers, string? Recording = null, DeviceIdentity? LastSeen = null);
