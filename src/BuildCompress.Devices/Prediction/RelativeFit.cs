namespace BuildCompress.Devices.Prediction;

/// <summary>
/// Least squares on relative errors with coefficients that are not negative: <c>min sum ((x_i b - t_i) / t_i)^2, b >= 0</c>. For the few terms of
/// a latency model every subset of terms is solved by its normal equations and the best one without a negative coefficient kept: exact.
/// </summary>
public static class RelativeFit
{
    /// <summary>Added to the diagonal of the scaled normal equations, so that terms which do not vary are no division by zero.</summary>
    private const double Ridge = 1e-9;

    /// <summary>The coefficients, one per term, and the root of the mean squared relative error.</summary>
    /// <param name="rows">Values of the terms, equally many for each time; at most 8.</param>
    /// <param name="times">Positive.</param>
    /// <exception cref="ArgumentException">There is no row.</exception>
    public static (double[] Coefficients, double Error) Solve(IReadOnlyList<double[]> rows, IReadOnlyList<double> times) =>
        Solve(rows, times, [.. times.Select(t => 1 / t)]);

    /// <summary>The same with a weight of its own for each error, in place of one over the time.</summary>
    public static (double[] Coefficients, double Error) Solve(IReadOnlyList<double[]> rows, IReadOnlyList<double> times, IReadOnlyList<double> weights)
    {
        if (rows.Count == 0 || rows.Count != times.Count)
            throw new ArgumentException("A fit needs as many rows as times, and one at least.", nameof(rows));
        var terms = rows[0].Length;
        var (best, bestError) = (new double[terms], double.PositiveInfinity);
        for (var subset = 1; subset < 1 << terms; subset++)
        {
            int[] used = [.. Enumerable.Range(0, terms).Where(term => (subset >> term & 1) != 0)];
            var solved = SolveSubset(rows, times, weights, used);
            if (solved.Any(c => c < 0 || !double.IsFinite(c)))
                continue;
            var coefficients = new double[terms];
            for (var i = 0; i < used.Length; i++)
                coefficients[used[i]] = solved[i];
            var error = Error(rows, times, weights, coefficients);
            // A larger subset must earn its term: noise fits a little of everything.
            if (error < bestError * (1 - 1e-6))
                (best, bestError) = (coefficients, error);
        }

        return (best, bestError);
    }

    private static double Error(IReadOnlyList<double[]> rows, IReadOnlyList<double> times, IReadOnlyList<double> weights, double[] coefficients)
    {
        var sum = 0.0;
        for (var i = 0; i < rows.Count; i++)
        {
            var error = (Dot(rows[i], coefficients) - times[i]) * weights[i];
            sum += error * error;
        }

        return Math.Sqrt(sum / rows.Count);
    }

    private static double Dot(double[] row, double[] coefficients)
    {
        var sum = 0.0;
        for (var i = 0; i < row.Length; i++)
            sum += row[i] * coefficients[i];
        return sum;
    }

    private static double[] SolveSubset(IReadOnlyList<double[]> rows, IReadOnlyList<double> times, IReadOnlyList<double> weights, int[] used)
    {
        // Columns are scaled to length 1: terms differ by many orders of magnitude.
        var scale = used.Select(term => Math.Sqrt(rows.Select((row, i) => row[term] * weights[i]).Sum(x => x * x))).Select(s => s > 0 ? s : 1).ToArray();
        var size = used.Length;
        var normal = new double[size, size + 1];
        for (var i = 0; i < rows.Count; i++)
        {
            for (var a = 0; a < size; a++)
            {
                var xa = rows[i][used[a]] * weights[i] / scale[a];
                for (var b = 0; b < size; b++)
                    normal[a, b] += xa * rows[i][used[b]] * weights[i] / scale[b];
                normal[a, size] += xa * times[i] * weights[i];
            }
        }

        for (var a = 0; a < size; a++)
            normal[a, a] += Ridge;
        Eliminate(normal, size);
        return [.. Enumerable.Range(0, size).Select(a => normal[a, size] / normal[a, a] / scale[a])];
    }

    /// <summary>Gauss-Jordan; the matrix is positive definite, so no pivoting is needed.</summary>
    private static void Eliminate(double[,] matrix, int size)
    {
        for (var pivot = 0; pivot < size; pivot++)
        {
            for (var row = 0; row < size; row++)
            {
                if (row == pivot)
                    continue;
                var factor = matrix[row, pivot] / matrix[pivot, pivot];
                for (var column = pivot; column <= size; column++)
                    matrix[row, column] -= factor * matrix[pivot, column];
            }
        }
    }
}
