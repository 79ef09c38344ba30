namespace BuildCompress.Devices.Agents;

/// <summary>
/// Addresses of the agent's API, the same on both sides. A change that one side would misread gets a new <see cref="Version"/>, which is asked for before
/// anything else.
/// </summary>
public static class AgentApi
{
    /// <summary>The one version this code speaks.</summary>
    public const int Version = 2;

    /// <summary>What all addresses begin with, since the first version: one version must find the other to say that they differ.</summary>
    public const string Root = "/v1";

    /// <summary>GET: a <see cref="DeviceDescription"/>.</summary>
    public const string Device = Root + "/device";

    /// <summary>HEAD: whether the model is there; PUT: upload it. The digest is the SHA-256 of the file.</summary>
    public const string Model = Root + "/models/{digest}";

    /// <summary>
    /// PUT: a <see cref="MeasurementOrder"/> under an id of the client's choice, so that asking again does not measure again; GET: how it stands;
    /// DELETE: cancel. All are answered by a <see cref="MeasurementStatus"/>.
    /// </summary>
    public const string Measurement = Root + "/measurements/{id}";

    /// <summary>GET: server-sent <see cref="MeasurementEvent"/>s from the first or, with <c>Last-Event-ID</c>, from where a stream was lost.</summary>
    public const string Events = Measurement + "/events";

    /// <summary>The description of all this for machines.</summary>
    public const string OpenApi = "/openapi/v1.json";

    public static string ModelOf(string digest) => Model.Replace("{digest}", digest, StringComparison.Ordinal);

    public static string MeasurementOf(string id) => Measurement.Replace("{id}", id, StringComparison.Ordinal);

    public static string EventsOf(string id) => Events.Replace("{id}", id, StringComparison.Ordinal);
}
