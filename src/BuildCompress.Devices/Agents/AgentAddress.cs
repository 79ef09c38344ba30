using System.Net;

namespace BuildCompress.Devices.Agents;

/// <summary>Which addresses stay on the machine.</summary>
public static class AgentAddress
{
    /// <summary>Where an agent listens when nothing is said.</summary>
    public const string Default = "http://127.0.0.1:5127";

    /// <summary>Whether only programs of the same machine can reach this address.</summary>
    public static bool IsLoopback(Uri address) =>
        address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
