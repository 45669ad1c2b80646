using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// The orthonormal real Fourier basis of the functions on Z_p (Nanda et al. 2023). With ω_k = 2πk/p, row 0 is
/// 1/√p, row 2k−1 is cos(ω_k·x)·√(2/p), row 2k is sin(ω_k·x)·√(2/p). For even p the last row, 2k−1 with k = p/2, is
/// (−1)^x/√p, and that frequency has no sine. Immutable, safe to share between threads.
/// </summary>
public sealed class FourierBasis
{
    private readonly RealFourierTransform transform;

    /// <summary>The basis for modulus p.</summary>
    /// <param name="p">The modulus, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is smaller than 1.</exception>
    public FourierBasis(int p)
    {
        P = Require.AtLeast(p, 1);
        Rows = new Matrix(p, p);
        Rows.Row(0).Fill(1 / Math.Sqrt(p));
        for (var row = 1; row < p; row++)
        {
            FillRow(row, Rows.Row(row));
        }
        transform = new RealFourierTransform(Rows);
    }

    /// <summary>The modulus p.</summary>
    public int P { get; }

    /// <summary>The basis vectors, [component, x]: an orthogonal matrix F.</summary>
    public Matrix Rows { get; }

    /// <summary>The largest frequency, ⌊p/2⌋; frequencies run from 1.</summary>
    public int LargestFrequency => P / 2;

    /// <summary>The frequencies 1..⌊p/2⌋.</summary>
    public IEnumerable<int> Frequencies => Enumerable.Range(1, LargestFrequency);

    /// <summary>Index of the cosine of frequency k among the components: 2k−1.</summary>
    /// <param name="k">Frequency, at least 1.</param>
    public static int CosineRow(int k) => (2 * k) - 1;

    /// <summary>Index of the sine of frequency k among the components: 2k. Only for frequencies that have one.</summary>
    /// <param name="k">Frequency, at least 1.</param>
    public static int SineRow(int k) => 2 * k;

    /// <summary>The frequency of a component: 0 for the constant.</summary>
    /// <param name="component">Component index, at least 0.</param>
    public static int FrequencyOf(int component) => (component + 1) / 2;

    /// <summary>Whether frequency k has a sine: all but p/2 of an even p.</summary>
    /// <param name="k">Frequency, 1..⌊p/2⌋.</param>
    public bool HasSine(int k) => 2 * k != P;

    /// <summary>The components of frequency k: cosine and sine, or the cosine alone for k = p/2.</summary>
    /// <param name="k">Frequency, 1..⌊p/2⌋.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    public IReadOnlyList<int> ComponentsOf(int k)
    {
        Require.InRange(k, 1, LargestFrequency);
        return HasSine(k) ? [CosineRow(k), SineRow(k)] : [CosineRow(k)];
    }

    /// <summary>Coefficients of each column as a function on Z_p: F·values.</summary>
    /// <param name="values">[p, n], x down the rows.</param>
    /// <returns>[component, n], a new matrix; the sum of squares of a column is kept.</returns>
    /// <exception cref="ArgumentException">There are not p rows.</exception>
    public Matrix Forward(Matrix values)
    {
        RequireRows(values, P);
        var result = new Matrix(P, values.Columns);
        transform.Forward(values.Span, result.Span, values.Columns, values.Columns);
        return result;
    }

    /// <summary>The functions with the given coefficients: Fᵀ·coefficients, the inverse of <see cref="Forward"/>.</summary>
    /// <param name="coefficients">[component, n].</param>
    /// <returns>[p, n], a new matrix.</returns>
    /// <exception cref="ArgumentException">There are not p rows.</exception>
    public Matrix Inverse(Matrix coefficients)
    {
        RequireRows(coefficients, P);
        var result = new Matrix(P, coefficients.Columns);
        transform.Inverse(coefficients.Span, result.Span, coefficients.Columns, coefficients.Columns);
        return result;
    }

    /// <summary>Coefficients of each column as a function of pairs: f̂[i, j] = Σ_ab F[i, a]·F[j, b]·f(a, b).</summary>
    /// <param name="pairs">[p², n], pair (a, b) in row a·p + b.</param>
    /// <returns>[p², n], component pair (i, j) in row i·p + j; the sum of squares of a column is kept.</returns>
    /// <exception cref="ArgumentException">There are not p² rows.</exception>
    public Matrix Forward2D(Matrix pairs) => Both(pairs, transform.Forward);

    /// <summary>The inverse of <see cref="Forward2D"/>.</summary>
    /// <param name="coefficients">[p², n], component pair (i, j) in row i·p + j.</param>
    /// <returns>[p², n], pair (a, b) in row a·p + b.</returns>
    /// <exception cref="ArgumentException">There are not p² rows.</exception>
    public Matrix Inverse2D(Matrix coefficients) => Both(coefficients, transform.Inverse);

    /// <summary>The part of each column that lies in the given frequencies: Σ_k F_kᵀ·F_k·values over their components.</summary>
    /// <param name="values">[p, n], x down the rows.</param>
    /// <param name="frequencies">Frequencies to keep, each 1..⌊p/2⌋, without repeats.</param>
    /// <returns>[p, n], a new matrix.</returns>
    /// <exception cref="ArgumentException">There are not p rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A frequency is out of range.</exception>
    public Matrix BandPass(Matrix values, params IReadOnlyList<int> frequencies)
    {
        RequireRows(values, P);
        ArgumentNullException.ThrowIfNull(frequencies);
        var components = frequencies.SelectMany(ComponentsOf).ToArray();
        var directions = new Matrix(components.Length, P);
        for (var i = 0; i < components.Length; i++)
        {
            Rows.Row(components[i]).CopyTo(directions.Row(i));
        }
        return directions.Transpose().Times(directions.Times(values));
    }

    private Matrix Both(Matrix pairs, RealFourierTransform.Direction along)
    {
        RequireRows(pairs, P * P);
        var n = pairs.Columns;
        var half = new Matrix(P * P, n);
        var result = new Matrix(P * P, n);
        for (var a = 0; a < P; a++)
        {
            along(pairs.Span[(a * P * n)..], half.Span[(a * P * n)..], n, n);
        }
        for (var j = 0; j < P; j++)
        {
            along(half.Span[(j * n)..], result.Span[(j * n)..], P * n, n);
        }
        return result;
    }

    private void FillRow(int row, Span<double> target)
    {
        var k = FrequencyOf(row);
        var norm = HasSine(k) ? Math.Sqrt(2.0 / P) : 1 / Math.Sqrt(P);
        for (var x = 0; x < P; x++)
        {
            // The phase is reduced mod p in integers, so that large k·x loses no digits.
            var angle = 2 * Math.PI * ((long)k * x % P) / P;
            target[x] = norm * (row == CosineRow(k) ? Math.Cos(angle) : Math.Sin(angle));
        }
    }

    private static void RequireRows(Matrix matrix, int rows)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        Require.That(matrix.Rows == rows, $"expected {rows} rows, got {matrix.Rows}.", nameof(matrix));
    }
}

/// <summary>
/// The directions C_k ∝ cos(ω_k·(a + b)) and S_k ∝ sin(ω_k·(a + b)) in the space of functions of pairs, unit vectors in
/// R^(p²), and the projection P_k = C_k·C_kᵀ + S_k·S_kᵀ onto them (Nanda et al. 2023). P_k·f depends on
/// s = a + b mod p alone, so that it is found and kept as a table over s. Immutable, safe to share between threads.
/// </summary>
public sealed class SumDirections
{
    /// <summary>The directions of a basis.</summary>
    public SumDirections(FourierBasis basis)
    {
        ArgumentNullException.ThrowIfNull(basis);
        Basis = basis;
    }

    /// <summary>The basis of Z_p.</summary>
    public FourierBasis Basis { get; }

    /// <summary>C_k: cos(ω_k·(a + b)) scaled to length 1, [p²], pair (a, b) at a·p + b.</summary>
    /// <param name="k">Frequency, 1..⌊p/2⌋.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    public double[] Cosine(int k) => Direction(Basis.ComponentsOf(k)[0]);

    /// <summary>S_k: sin(ω_k·(a + b)) scaled to length 1, [p²], pair (a, b) at a·p + b.</summary>
    /// <param name="k">Frequency, 1..⌊p/2⌋, not p/2, which has no sine.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    public double[] Sine(int k) => Direction(FourierBasis.SineRow(Require.InRange(k, 1, (Basis.P - 1) / 2)));

    /// <summary>Mean over the p pairs with a + b ≡ s: all that the projections need to know.</summary>
    /// <param name="pairs">[p², n], pair (a, b) in row a·p + b.</param>
    /// <returns>[p, n], a new matrix, by s.</returns>
    /// <exception cref="ArgumentException">There are not p² rows.</exception>
    public Matrix MeanBySum(Matrix pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var p = Basis.P;
        Require.That(pairs.Rows == p * p, $"expected {p * p} rows, got {pairs.Rows}.", nameof(pairs));
        var means = new Matrix(p, pairs.Columns);
        for (var pair = 0; pair < pairs.Rows; pair++)
        {
            var sums = means.Row(((pair / p) + pair) % p);
            TensorPrimitives.Add(sums, pairs.Row(pair), sums);
        }
        TensorPrimitives.Divide<double>(means.Span, p, means.Span);
        return means;
    }

    /// <summary>Σ_k P_k·f over the given frequencies.</summary>
    /// <param name="meanBySum">f averaged by s, [p, n], from <see cref="MeanBySum"/>.</param>
    /// <param name="frequencies">Frequencies, each 1..⌊p/2⌋, without repeats.</param>
    /// <returns>[p, n], a new matrix, by s: the value at every pair with that sum.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A frequency is out of range.</exception>
    public Matrix Project(Matrix meanBySum, params IReadOnlyList<int> frequencies) => Basis.BandPass(meanBySum, frequencies);

    private double[] Direction(int component)
    {
        var p = Basis.P;
        var direction = new double[p * p];
        for (var pair = 0; pair < direction.Length; pair++)
        {
            // Each s occurs p times, hence √p beyond the length of the one-dimensional row.
            direction[pair] = Basis.Rows[component, ((pair / p) + pair) % p] / Math.Sqrt(p);
        }
        return direction;
    }
}
