namespace BuildCompress.Benchmarks.TrainStep;

/// <summary>Time of one training step in milliseconds: on the clock, and of all processors together.</summary>
internal readonly record struct StepTime(double Wall, double Cpu);
