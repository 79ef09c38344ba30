using System.Net.Http.Json;
using BuildCompress.Devices.Agents;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Json;
using BuildCompress.Devices.Measurement;
using BuildCompress.IntegrationTests.Agent;
using BuildCompress.IntegrationTests.Devices;
using BuildCompress.Pipeline.Scheduling;

namespace BuildCompress.IntegrationTests.Pipeline;

/// <summary>Whether this machine computes while an agent measures.</summary>
[Collection(TimingCollection.Name)]
public sealed class DeviceInTurnTests
{
    private readonly SharedMachine machine = new();

    [Fact]
    public async Task AgentsElsewhereMeasureSideBySideAndBesideWhatIsComputedHere()
    {
        await using var one = await RunningAgent.StartAsync();
        await using var other = await RunningAgent.StartAsync();
        var (first, second) = (new Rounds(), new Rounds());

        using var enough = new CancellationTokenSource();
        var measuring = Measure(one, new DescribedAs(new CpuInfo("Cortex-A72", "NEON")), first, seconds: 60, enough.Token);
        await first.Begun.Task;
        var alsoMeasuring = Measure(other, new DescribedAs(new CpuInfo("Cortex-A72", "NEON")), second, seconds: 60, enough.Token);
        await second.Begun.Task;
        await machine.EnterAsync(CancellationToken.None);

        Assert.False(measuring.IsCompleted || alsoMeasuring.IsCompleted);
        machine.Leave();
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(measuring, alsoMeasuring));
    }

    /// <summary>Also one that is emulated: it runs on this processor, and only its instructions are others.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnAgentOnThisMachineKeepsItWhileItMeasures(bool emulated)
    {
        await using var agent = await RunningAgent.StartAsync();
        var rounds = new Rounds();

        var measuring = Measure(agent, emulated ? new DescribedAs(CpuInfo.Current() with { InstructionSet = "emulated NEON" }) : null, rounds, seconds: 2, CancellationToken.None);
        await rounds.Begun.Task;
        var entering = machine.EnterAsync(CancellationToken.None);

        Assert.False(entering.IsCompleted);
        await measuring;
        await entering;
    }

    /// <summary>As a target does: enters, measures, leaves.</summary>
    private async Task Measure(RunningAgent agent, HttpMessageHandler? handler, Rounds rounds, int seconds, CancellationToken cancellation)
    {
        await machine.EnterAsync(CancellationToken.None);
        using var device = new DeviceInTurn(agent.Client(handler), machine, new SemaphoreSlim(1, 1));
        var protocol = new LatencyProtocol
        {
            Blocks = seconds * 50, MaxBlocks = seconds * 50, ShortestBlock = TimeSpan.FromMilliseconds(20), TimePerModel = TimeSpan.FromSeconds(seconds), MaxNoise = 10,
        };
        try
        {
            await device.MeasureAsync([new ModelUnderTest("net", BadModels.Harmless(64))], protocol, rounds, cancellation);
        }
        finally
        {
            machine.Leave();
        }
    }

    private sealed class Rounds : IProgress<MeasurementProgress>
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Report(MeasurementProgress value) => Begun.TrySetResult();
    }

    /// <summary>A way to an agent that describes another processor than this machine's.</summary>
    private sealed class DescribedAs(CpuInfo cpu) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (request.RequestUri!.AbsolutePath != AgentApi.Device)
                return answer;
            var here = (await answer.Content.ReadFromJsonAsync<DeviceDescription>(DeviceJson.Line, cancellationToken))!;
            answer.Content = JsonContent.Create(here with { Fingerprint = here.Fingerprint with { Cpu = cpu } }, options: DeviceJson.Line);
            return answer;
        }
    }
}
