using System.Diagnostics;
using System.Runtime.InteropServices;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Inference;

namespace BuildCompress.Devices.Measurement;

/// <summary>A model under test with its session, its inputs and its samples so far.</summary>
internal sealed class TimedModel : IDisposable
{
    private readonly ModelUnderTest _model;
    private readonly InferenceSession _session;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly OrtValue[] _inputs;
    private readonly OrtValue[] _outputs;
    private readonly List<double> _wall = [];
    private readonly List<double> _cpu = [];
    private readonly bool _readsCpuClock;

    /// <exception cref="DiagnosticException"><c>BCMP5001</c>: the runtime does not take the model.</exception>
    public TimedModel(ModelUnderTest model, LatencyProtocol protocol, SessionOptions sessionOptions, RunOptions runOptions)
    {
        _model = model;
        // Worker threads have clocks of their own.
        _readsCpuClock = protocol.Threads == 1 && ThreadCpuClock.IsSupported;
        _session = RuntimeSession.Open(model.Name, model.Model, sessionOptions);
        _inputNames = [.. _session.InputNames];
        _outputNames = [.. _session.OutputNames];
        var random = new Random(protocol.Seed);
        _inputs = [.. _inputNames.Select(name => RandomTensor.For(model.Name, name, _session.InputMetadata, random))];
        try
        {
            // The first run's outputs serve all later ones.
            _outputs = [.. _session.Run(runOptions, _inputNames, _inputs, _outputNames)];
        }
        catch (OnnxRuntimeException error)
        {
            throw RuntimeSession.DoesNotRun(model.Name, error);
        }
    }

    /// <summary>Runs in one block; set after the warm-up.</summary>
    public int RunsPerBlock { get; private set; }

    public ModelLatency Result => new(
        _model.Name, LatencyStatistics.Of(CollectionsMarshal.AsSpan(_wall), CollectionsMarshal.AsSpan(_cpu)));

    /// <summary>Runs untimed until caches and clock are warm, and sees how long one run takes.</summary>
    public void WarmUp(RunOptions runOptions, LatencyProtocol protocol)
    {
        var shortest = TimeSpan.MaxValue;
        for (var run = 0; run < protocol.WarmUpRuns; run++)
        {
            var start = Stopwatch.GetTimestamp();
            Run(runOptions);
            var elapsed = Stopwatch.GetElapsedTime(start);
            shortest = elapsed < shortest ? elapsed : shortest;
        }
        RunsPerBlock = protocol.RunsInBlock(shortest);
        var samples = RunsPerBlock * protocol.MaxBlocks;
        _wall.Capacity = samples;
        _cpu.Capacity = _readsCpuClock ? samples : 0;
    }

    /// <summary>One block: after a neighbour's block one untimed run brings the caches back.</summary>
    public void TimeBlock(RunOptions runOptions)
    {
        Run(runOptions);
        for (var run = 0; run < RunsPerBlock; run++)
        {
            var cpu = _readsCpuClock ? ThreadCpuClock.Milliseconds() : 0;
            var start = Stopwatch.GetTimestamp();
            Run(runOptions);
            var elapsed = Stopwatch.GetElapsedTime(start);
            if (_readsCpuClock)
                _cpu.Add(ThreadCpuClock.Milliseconds() - cpu);
            _wall.Add(elapsed.TotalMilliseconds);
        }
    }

    public void Dispose()
    {
        foreach (var value in _inputs)
            value.Dispose();
        foreach (var value in _outputs)
            value.Dispose();
        _session.Dispose();
    }

    private void Run(RunOptions runOptions) => _session.Run(runOptions, _inputNames, _inputs, _outputNames, _outputs);
}
