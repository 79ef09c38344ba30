using System.Collections.Concurrent;
using BuildCompress.Devices;
using BuildCompress.Devices.Agents;

namespace BuildCompress.Pipeline.Scheduling;

/// <summary>
/// Devices as the targets of one run share them: different agents measure side by side, and beside training here; one agent, or this machine,
/// measures for one target at a time.
/// </summary>
/// <param name="machine">Where the targets compute.</param>
internal sealed class DeviceTurns(SharedMachine machine)
{
    private readonly ConcurrentDictionary<Uri, SemaphoreSlim> agents = [];

    /// <summary>The device, to be used by a target that computes now. A recording needs no turn, and this machine's turn is held already.</summary>
    public IMeasuringDevice Of(IMeasuringDevice device) =>
        device is AgentClient agent ? new DeviceInTurn(agent, machine, agents.GetOrAdd(agent.Agent, _ => new SemaphoreSlim(1, 1))) : device;
}
