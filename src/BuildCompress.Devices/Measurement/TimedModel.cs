using System.Diagnostics;
using System.Runtime.InteropServices;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Units;
using BuildCompress.Devices.Inference;

namespace BuildCompress.Devices.Measurement;

/// <summary>A model under test with its session, its inputs and its samples so far.</summary>
internal sealed class TimedModel : IDisposable
{
    private const double SteadyTolerance = 0.02;

    private readonly ModelUnderTest _model;
    private readonly InferenceSession _session;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly OrtValue[] _inputs;
    private readonly OrtValue[] _outputs;
    private readonly List<double> _wall = [];
    private readonly List<double> _cpu = [];
    private readonly bool _readsCpuClock;
    private readonly Bytes? _peakMemory;

    /// <exception cref="DiagnosticException"><c>BCMP5001</c>: the runtime does not take the model.</exception>
    public TimedModel(ModelUnderTest model, LatencyProtocol protocol, SessionOptions sessionOptions, RunOptions runOptions)
    {
        _model = model;
        // Worker threads have clocks of their own.
        _readsCpuClock = protocol is { Threads: 1, Parallel: false } && ThreadCpuClock.IsSupported;
        var memory = PeakMemory.Start();
        _session = RuntimeSession.Open(model.Name, model.Model, sessionOptions);
        _inputNames = [.. _session.InputNames];
        _outputNames = [.. _session.OutputNames];
        var random = new Random(protocol.Seed);
        _inputs = [.. _inputNames.Select(name => RandomTensor.For(model.Name, name, _session.InputMetadata, random))];
        try
        {
            // The first run's outputs serve all later ones.
            _outputs = [.. _session.Run(runOptions, _inputNames, _inputs, _outputNames)];
            _peakMemory = memory.Stop();
        }
        catch (OnnxRuntimeException error)
        {
            throw RuntimeSession.DoesNotRun(model.Name, error);
        }
    }

    /// <summary>Runs in one block; set after the warm-up.</summary>
    public int RunsPerBlock { get; private set; }

    public ModelLatency Result
    {
        get
        {
            var samples = new LatencySamples(RunsPerBlock, [.. _wall], [.. _cpu]);
            return new ModelLatency(_model.Name, LatencyStatistics.Of(samples), samples, _peakMemory);
        }
    }

    /// <summary>Wall times of the last block in milliseconds.</summary>
    public double[] LastBlock => [.. CollectionsMarshal.AsSpan(_wall)[^RunsPerBlock..]];

    /// <summary>
    /// Runs untimed until caches, branch predictors and clock are warm: until the best of a window of runs is no longer 2 % better than the best
    /// before it. Sees how long one run takes.
    /// </summary>
    public void WarmUp(RunOptions runOptions, LatencyProtocol protocol)
    {
        var start = Stopwatch.GetTimestamp();
        var shortest = ShortestOf(Math.Max(1, protocol.WarmUpRuns), runOptions);
        while (Stopwatch.GetElapsedTime(start) < protocol.LongestWarmUp)
        {
            var next = ShortestOf(Math.Max(1, protocol.WarmUpRuns), runOptions);
            var steady = next.TotalMilliseconds > shortest.TotalMilliseconds * (1 - SteadyTolerance);
            shortest = next < shortest ? next : shortest;
            if (steady)
                break;
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
                _cpu.Add(Math.Max(0, ThreadCpuClock.Milliseconds() - cpu - ThreadCpuClock.ReadingCost));
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

    private TimeSpan ShortestOf(int runs, RunOptions runOptions)
    {
        var shortest = TimeSpan.MaxValue;
        for (var run = 0; run < runs; run++)
        {
            var start = Stopwatch.GetTimestamp();
            Run(runOptions);
            var elapsed = Stopwatch.GetElapsedTime(start);
            shortest = elapsed < shortest ? elapsed : shortest;
        }
        return shortest;
    }

    private void Run(RunOptions runOptions) => _session.Run(runOptions, _inputNames, _inputs, _outputNames, _outputs);
}
