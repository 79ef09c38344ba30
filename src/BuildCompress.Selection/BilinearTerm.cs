namespace BuildCompress.Selection;

/// <summary>Importance of pairs: <c>sum_ji Importance[j, i] r_Output(j) r_Input(i)</c>. Output and Input may be the same group.</summary>
/// <param name="Name">For people: the layer.</param>
/// <param name="Output">Index of the group of rows.</param>
/// <param name="Input">Index of the group of columns.</param>
/// <param name="Importance">Nonnegative, row-major <c>[Size(Output), Size(Input)]</c>.</param>
public sealed record BilinearTerm(string Name, int Output, int Input, float[] Importance);
