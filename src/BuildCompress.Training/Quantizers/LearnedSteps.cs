using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Quantizers;

/// <summary>One or more learned step sizes, kept between a thousandth of where they started and a ceiling.</summary>
internal sealed class LearnedSteps : IDisposable
{
    private const float SmallestShare = 1e-3f;
    private readonly float[] floors;
    private readonly float ceiling;

    /// <param name="name">Name of the parameter.</param>
    /// <param name="start">Positive steps to start from, below <paramref name="ceiling"/>.</param>
    /// <param name="ceiling">Largest step allowed.</param>
    public LearnedSteps(string name, float[] start, float ceiling = float.MaxValue)
    {
        floors = Array.ConvertAll(start, s => s * SmallestShare);
        this.ceiling = ceiling;
        var tensor = new Parameter(TensorData.Of(start, start.Length));
        tensor.DetachFromDisposeScope();
        Parameter = new NetworkParameter(name, ParameterRole.Step, tensor);
    }

    public NetworkParameter Parameter { get; }

    public Tensor Tensor => Parameter.Tensor;

    public float[] Values => TensorData.Read(Tensor);

    /// <summary>Back between floor and ceiling.</summary>
    public void Project()
    {
        var values = Values;
        var changed = false;
        for (var i = 0; i < values.Length; i++)
        {
            var inside = Math.Clamp(values[i], floors[i], ceiling);
            changed |= inside != values[i];
            values[i] = inside;
        }

        if (changed)
            TensorData.Write(Tensor, values);
    }

    public void Dispose() => Tensor.Dispose();
}
