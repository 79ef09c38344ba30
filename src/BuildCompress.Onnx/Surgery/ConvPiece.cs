namespace BuildCompress.Onnx.Surgery;

/// <summary>Neighbouring groups of a cut convolution that keep equally many channels on both sides.</summary>
/// <param name="Groups">Which groups.</param>
/// <param name="Inputs">Input channels that are left of all of them; 0: their outputs are constant.</param>
/// <param name="Outputs">Output channels that are left; 0: nobody needs their inputs here.</param>
internal sealed record ConvPiece(IReadOnlyList<int> Groups, int Inputs, int Outputs)
{
    /// <summary>The pieces in order, without groups that lost both sides. <paramref name="inputs"/> and <paramref name="outputs"/>: what each group keeps.</summary>
    public static IReadOnlyList<ConvPiece> Of(int[][] inputs, int[][] outputs)
    {
        var pieces = new List<ConvPiece>();
        for (var group = 0; group < inputs.Length; group++)
        {
            var (inputCount, outputCount) = (inputs[group].Length, outputs[group].Length);
            if (inputCount + outputCount == 0)
                continue;
            if (pieces is [.., var last] && last.Inputs == inputCount * last.Groups.Count && last.Outputs == outputCount * last.Groups.Count)
                pieces[^1] = new([.. last.Groups, group], last.Inputs + inputCount, last.Outputs + outputCount);
            else
                pieces.Add(new([group], inputCount, outputCount));
        }

        return pieces;
    }
}
