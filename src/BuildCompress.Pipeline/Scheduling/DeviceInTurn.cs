using BuildCompress.Devices;
using BuildCompress.Devices.Agents;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Measurement;

namespace BuildCompress.Pipeline.Scheduling;

/// <summary>An agent that other targets of the run may want too: while it measures for one, the others compute here or wait for their turn.</summary>
/// <param name="agent">Measures.</param>
/// <param name="machine">Held by the caller; left while the agent measures, unless it measures here.</param>
/// <param name="turn">Free when the agent measures for nobody.</param>
internal sealed class DeviceInTurn(AgentClient agent, SharedMachine machine, SemaphoreSlim turn) : IMeasuringDevice, IDisposable
{
    public string Name => agent.Name;

    public Task<DeviceFingerprint> DescribeAsync(CancellationToken cancellation) => AwayAsync(() => agent.DescribeAsync(cancellation));

    public async Task<MeasurementReport> MeasureAsync(
        IReadOnlyList<ModelUnderTest> models, LatencyProtocol protocol, IProgress<MeasurementProgress>? progress, CancellationToken cancellation)
    {
        return await IsHereAsync(cancellation) ? await InTurnAsync() : await AwayAsync(InTurnAsync);

        async Task<MeasurementReport> InTurnAsync()
        {
            await turn.WaitAsync(cancellation);
            try
            {
                return await agent.MeasureAsync(models, protocol, progress, cancellation);
            }
            finally
            {
                turn.Release();
            }
        }
    }

    public void Dispose() => agent.Dispose();

    /// <summary>
    /// Whether the agent runs on this machine, where training would disturb it. Another machine behind a tunnel is on loopback too, and tells itself by
    /// another processor; one of the same kind only waits in vain.
    /// </summary>
    private async Task<bool> IsHereAsync(CancellationToken cancellation) =>
        agent.Agent.IsLoopback && (await agent.DescribeAsync(cancellation)).Cpu.Model == CpuInfo.Current().Model;

    private async Task<T> AwayAsync<T>(Func<Task<T>> work)
    {
        machine.Leave();
        try
        {
            return await work();
        }
        finally
        {
            await machine.EnterAsync(CancellationToken.None); // Whoever computes stops soon when the run is cancelled.
        }
    }
}
