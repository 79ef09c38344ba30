using BuildCompress.Benchmarks.EndToEnd;
using BuildCompress.Benchmarks.Importing;
using BuildCompress.Benchmarks.Latency;
using BuildCompress.Benchmarks.Quantise;
using BuildCompress.Benchmarks.Repeatability;
using BuildCompress.Benchmarks.SampleModels;
using BuildCompress.Benchmarks.Selection;
using BuildCompress.Benchmarks.Spatial;
using BuildCompress.Benchmarks.TrainStep;

// One verb, one benchmark: dotnet run -c Release --project tests/BuildCompress.Benchmarks -- VERB [options]
Dictionary<string, Func<string[], int>> verbs = new()
{
    ["selection"] = SelectionBenchmark.Run,
    ["latency"] = LatencyBenchmark.Run,
    ["latency-loop"] = ClosedLoopBenchmark.Run,
    ["e2e"] = EndToEndBenchmark.Run,
    ["quantise"] = QuantiseBenchmark.Run,
    ["trainstep"] = TrainStepBenchmark.Run,
    ["sample-model"] = SampleModel.Run,
    ["spatial"] = SpatialBenchmark.Run,
    ["import"] = ImportBenchmark.Run,
    ["repeatability"] = RepeatabilityBenchmark.Run,
};

if (args.Length > 0 && verbs.TryGetValue(args[0], out var run))
    return run(args[1..]);

Console.Error.WriteLine($"Which benchmark? One of: {string.Join(", ", verbs.Keys)}");
return 1;
