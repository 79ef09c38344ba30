namespace BuildCompress.Onnx.Reparametrisation;

/// <summary>A linear map in numbers: kernel <c>[outC, inC/groups, kH, kW]</c>, bias <c>[outC]</c> or none.</summary>
public sealed record MergedKernel<T>(T Kernel, T? Bias)
    where T : class;
