namespace BuildCompress.Training.Networks;

/// <summary>One node, ready to run: reads its inputs from the frame and writes its outputs there.</summary>
internal delegate void Step(Frame frame);
