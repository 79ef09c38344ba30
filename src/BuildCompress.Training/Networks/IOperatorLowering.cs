using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks;

/// <summary>Knows how one ONNX operator (or a few of one kind) runs in libtorch.</summary>
internal interface IOperatorLowering
{
    /// <summary>Operator names of the standard domain.</summary>
    IReadOnlyList<string> Operators { get; }

    /// <summary>Prepares <paramref name="node"/>: attributes and constant inputs are read now, tensors when the step runs.</summary>
    /// <exception cref="Core.Diagnostics.DiagnosticException">This use of the operator is not supported.</exception>
    Step Lower(Node node, LoweringContext context);

    /// <summary>What training may change among the inputs; null for data and for what stays constant.</summary>
    ParameterRole? RoleOf(int input) => null;

    /// <summary>True for inputs that running in training mode changes in place (running statistics).</summary>
    bool IsStatistic(int input) => false;
}
