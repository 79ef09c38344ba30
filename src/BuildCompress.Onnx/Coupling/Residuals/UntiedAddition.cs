namespace BuildCompress.Onnx.Coupling.Residuals;

/// <summary>A <see cref="ResidualAddition"/> in the making: its sum has classes of its own.</summary>
internal sealed record UntiedAddition(ResidualCandidate Candidate, int[] Sum)
{
    /// <summary>
    /// Gives the sum channels of its own instead of tying its operands; of a projection it has the channels. False when the operands are no plain
    /// feature maps of the same width.
    /// </summary>
    public static bool Couple(CouplingContext context, ResidualCandidate candidate)
    {
        if (context.Layout(candidate.BranchValue) is not { Axes: [1] } branch || context.Layout(candidate.SourceValue) is not { Axes: [1] } source
            || branch.Slots.Length < 2 || candidate.Offset + source.Slots.Length > branch.Slots.Length
            || candidate.Node.Inputs.Any(input => context.Layout(input)?.Slots.Length != branch.Slots.Length)
            || context.Rank(candidate.BranchValue) is not { } rank || candidate.Node.Inputs.Any(input => context.Rank(input) != rank))
            return false;
        var sum = candidate.IsProjection ? source.Slots : context.Classes.Create(branch.Slots.Length);
        context.Set(candidate.Node.Outputs[0], SlotLayout.On(1, sum));
        context.Untied.Add(new(candidate, sum));
        return true;
    }
}
