namespace BuildCompress.Devices.Agents;

/// <summary>Where a measurement stands.</summary>
public enum MeasurementState
{
    /// <summary>Others are before it.</summary>
    Queued,

    Running,

    Done,

    /// <summary>A model does not run, took too long, crashed, or the device is too noisy.</summary>
    Failed,

    Cancelled,
}
