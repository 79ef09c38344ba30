using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Agents;
using BuildCompress.Devices.Recordings;
using BuildCompress.Devices.Workers;

namespace BuildCompress.Devices;

/// <summary>Finds the device that a manifest or command line names.</summary>
public static class MeasuringDevices
{
    /// <summary>The device that <paramref name="agent"/> names; dispose of it when it is <see cref="IDisposable"/>.</summary>
    /// <param name="agent"><c>local</c>, the address of an agent, or the path of a recording.</param>
    /// <exception cref="DiagnosticException"><c>BCMP5010</c>: no such address; <c>BCMP5021</c>: no such recording.</exception>
    public static IMeasuringDevice Open(string agent)
    {
        if (agent == LocalDevice.AgentName)
            return new LocalDevice(new WorkerLimits());
        if (agent.Contains("://", StringComparison.Ordinal))
        {
            return Uri.TryCreate(agent, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                ? new AgentClient(address, Environment.GetEnvironmentVariable(AgentClient.TokenVariable))
                : throw new DiagnosticException(DiagnosticCatalog.AgentUnreachable.Because(
                    $"'{agent}' is no address of an agent.", "Write e.g. https://pi4.local:5127, or 'local' for this machine."));
        }
        return new RecordedDevice(agent, Recording.Read(agent));
    }
}
