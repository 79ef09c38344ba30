using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Quantizers;

/// <summary>Numbers of a quantiser that training changes, and the bounds it keeps them in.</summary>
internal sealed class LearnedNumbers : IDisposable
{
    private const float SmallestShare = 1e-3f;
    private readonly float[] floors;
    private readonly float ceiling;

    private LearnedNumbers(string name, float[] start, float[] floors, float ceiling)
    {
        (this.floors, this.ceiling) = (floors, ceiling);
        var tensor = new Parameter(TensorData.Of(start, start.Length));
        tensor.DetachFromDisposeScope();
        Parameter = new NetworkParameter(name, ParameterRole.Step, tensor);
    }

    public NetworkParameter Parameter { get; }

    public Tensor Tensor => Parameter.Tensor;

    public float[] Values => TensorData.Read(Tensor);

    /// <summary>Positive numbers, kept between a thousandth of where they start and a ceiling.</summary>
    /// <param name="name">Name of the parameter.</param>
    /// <param name="start">Below <paramref name="ceiling"/>.</param>
    /// <param name="ceiling">Largest number allowed.</param>
    public static LearnedNumbers Positive(string name, float[] start, float ceiling = float.MaxValue) =>
        new(name, start, Array.ConvertAll(start, s => s * SmallestShare), ceiling);

    /// <summary>Numbers kept between two bounds.</summary>
    public static LearnedNumbers Within(string name, float[] start, float floor, float ceiling) =>
        new(name, start, Array.ConvertAll(start, _ => floor), ceiling);

    /// <summary>Back between floor and ceiling.</summary>
    public void Project() => Project(_ => ceiling);

    /// <summary>Back between floor and the ceiling of each number, which may be lower than the common one.</summary>
    public void Project(Func<int, float> most)
    {
        var values = Values;
        var changed = false;
        for (var i = 0; i < values.Length; i++)
        {
            var inside = Math.Max(floors[i], Math.Min(values[i], Math.Min(ceiling, most(i))));
            changed |= inside != values[i];
            values[i] = inside;
        }

        if (changed)
            TensorData.Write(Tensor, values);
    }

    public void Dispose() => Tensor.Dispose();
}
