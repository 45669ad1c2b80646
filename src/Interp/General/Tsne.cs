using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// Rows of a matrix as points in a plane by t-SNE (van der Maaten and Hinton 2008), exact, with the usual settings: perplexity 30
/// at most, early exaggeration 12 for 250 of 1,000 steps, momentum 0.5 and then 0.8, gains. Neighbours stay neighbours; distances
/// between groups, and their sizes, mean nothing.
/// </summary>
public static class Tsne
{
    private const int Steps = 1000;
    private const int ExaggeratedSteps = 250;
    private const double Exaggeration = 12;
    private const double LargestPerplexity = 30;
    private const double SmallestRate = 50;
    private const double StartDeviation = 1e-4;
    private const double SmallestGain = 0.01;

    /// <summary>The points of a seed: the same matrix and seed give the same picture.</summary>
    /// <param name="rows">[rows, columns], finite, at least 4 rows; not changed.</param>
    /// <param name="seed">Seed of the random start.</param>
    /// <exception cref="ArgumentException">There are fewer than 4 rows.</exception>
    public static PlanePoints Of(Matrix rows, int seed)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Require.That(rows.Rows >= 4, $"expected at least 4 rows, got {rows.Rows}.", nameof(rows));
        var affinities = Affinities(rows, Math.Min(LargestPerplexity, (rows.Rows - 1) / 3.0));
        var points = Descend(affinities, Start(rows.Rows, seed));
        return new(
            [.. Enumerable.Range(0, rows.Rows).Select(i => points[2 * i])],
            [.. Enumerable.Range(0, rows.Rows).Select(i => points[2 * i + 1])]);
    }

    /// <summary>How near any two rows are, as probabilities: symmetric, none for a row and itself, summing to 1.</summary>
    /// <param name="rows">[rows, columns].</param>
    /// <param name="perplexity">How many neighbours of a row count: e to the entropy of its neighbours' probabilities.</param>
    /// <returns>[rows, rows].</returns>
    internal static Matrix Affinities(Matrix rows, double perplexity)
    {
        var n = rows.Rows;
        var conditional = new Matrix(n, n);
        for (var i = 0; i < n; i++)
        {
            var distances = Distances(rows, i);
            Neighbours(distances, i, Math.Log(perplexity), conditional.Row(i));
        }
        var affinities = new Matrix(n, n);
        for (var pair = 0; pair < n * n; pair++)
        {
            affinities.Span[pair] = (conditional.Span[pair] + conditional[pair % n, pair / n]) / (2 * n);
        }
        return affinities;
    }

    /// <summary>Kullback-Leibler divergence of the points' affinities q from p, in nats: Σ p·ln(p/q), with q of Student's
    /// t.</summary>
    /// <param name="affinities">p, [n, n].</param>
    /// <param name="points">x and y of each point, [2·n].</param>
    internal static double Divergence(Matrix affinities, double[] points)
    {
        var (n, kernel) = (affinities.Rows, new double[affinities.Rows * affinities.Rows]);
        var total = Kernel(points, kernel);
        return Enumerable.Range(0, n * n).Where(pair => affinities.Span[pair] > 0 && pair / n != pair % n)
            .Sum(pair => affinities.Span[pair] * Math.Log(affinities.Span[pair] * total / kernel[pair]));
    }

    /// <summary>The gradient of <see cref="Divergence"/>: 4·Σ_j (p_ij − q_ij)·(y_i − y_j)/(1 + |y_i − y_j|²).</summary>
    /// <param name="affinities">p, [n, n].</param>
    /// <param name="points">x and y of each point, [2·n].</param>
    /// <param name="exaggeration">What p is multiplied by.</param>
    /// <param name="kernel">Room for 1/(1 + |y_i − y_j|²), [n·n]; overwritten.</param>
    /// <param name="gradient">[2·n]; overwritten.</param>
    internal static void Gradient(Matrix affinities, double[] points, double exaggeration, double[] kernel, double[] gradient)
    {
        var n = affinities.Rows;
        var total = Kernel(points, kernel);
        Array.Clear(gradient);
        for (var i = 0; i < n; i++)
        {
            var near = affinities.Row(i);
            for (var j = 0; j < n; j++)
            {
                var closeness = kernel[i * n + j];
                var pull = 4 * (exaggeration * near[j] - closeness / total) * closeness;
                gradient[2 * i] += pull * (points[2 * i] - points[2 * j]);
                gradient[2 * i + 1] += pull * (points[2 * i + 1] - points[2 * j + 1]);
            }
        }
    }

    private static double[] Start(int n, int seed)
    {
        var normal = new float[2 * n];
        new TorchRandom(seed).FillNormal(normal);
        return [.. normal.Select(value => StartDeviation * value)];
    }

    private static double[] Descend(Matrix affinities, double[] points)
    {
        var n = affinities.Rows;
        var (kernel, gradient, velocity) = (new double[n * n], new double[2 * n], new double[2 * n]);
        double[] gains = [.. Enumerable.Repeat(1.0, 2 * n)];
        var rate = Math.Max(n / Exaggeration / 4, SmallestRate);
        for (var step = 0; step < Steps; step++)
        {
            var (exaggeration, momentum) = step < ExaggeratedSteps ? (Exaggeration, 0.5) : (1, 0.8);
            Gradient(affinities, points, exaggeration, kernel, gradient);
            for (var i = 0; i < points.Length; i++)
            {
                gains[i] = Math.Max(SmallestGain, velocity[i] * gradient[i] < 0 ? gains[i] + 0.2 : gains[i] * 0.8);
                velocity[i] = momentum * velocity[i] - rate * gains[i] * gradient[i];
                points[i] += velocity[i];
            }
        }
        return points;
    }

    private static double Kernel(double[] points, double[] kernel)
    {
        var (n, total) = (points.Length / 2, 0.0);
        for (var i = 0; i < n; i++)
        {
            kernel[i * n + i] = 0;
            for (var j = 0; j < i; j++)
            {
                var (x, y) = (points[2 * i] - points[2 * j], points[2 * i + 1] - points[2 * j + 1]);
                kernel[i * n + j] = kernel[j * n + i] = 1 / (1 + x * x + y * y);
                total += 2 * kernel[i * n + j];
            }
        }
        return total;
    }

    private static double[] Distances(Matrix rows, int from)
    {
        var own = rows.Row(from);
        var distances = new double[rows.Rows];
        for (var j = 0; j < distances.Length; j++)
        {
            var distance = System.Numerics.Tensors.TensorPrimitives.Distance<double>(own, rows.Row(j));
            distances[j] = distance * distance;
        }
        return distances;
    }

    // Halves the interval of the precision 1/(2σ²) until the neighbours' entropy is the one asked for.
    private static void Neighbours(double[] distances, int own, double entropy, Span<double> probabilities)
    {
        var nearest = distances.Where((_, j) => j != own).Min();
        // In units of the mean distance, so that the first guess fits any scale of the rows.
        var unit = distances.Average() - nearest;
        var (low, high, precision) = (0.0, double.PositiveInfinity, 1.0);
        for (var attempt = 0; attempt < 64; attempt++)
        {
            var reached = Entropy(distances, own, nearest, unit > 0 ? precision / unit : 0, probabilities);
            if (Math.Abs(reached - entropy) < 1e-9 || unit <= 0)
            {
                return;
            }
            (low, high) = reached > entropy ? (precision, high) : (low, precision);
            precision = double.IsInfinity(high) ? 2 * precision : (low + high) / 2;
        }
    }

    private static double Entropy(double[] distances, int own, double nearest, double precision, Span<double> probabilities)
    {
        var (sum, weighted) = (0.0, 0.0);
        for (var j = 0; j < distances.Length; j++)
        {
            // The nearest one's distance cancels in the quotient and keeps the largest term at 1.
            var exponent = precision * (distances[j] - nearest);
            probabilities[j] = j == own ? 0 : Math.Exp(-exponent);
            sum += probabilities[j];
            weighted += probabilities[j] * exponent;
        }
        foreach (ref var probability in probabilities)
        {
            probability /= sum;
        }
        return Math.Log(sum) + weighted / sum;
    }
}
