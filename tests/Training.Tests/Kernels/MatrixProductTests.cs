namespace Grokking.Training.Tests;

public sealed class MatrixProductTests
{
    // Each of the k additions rounds a partial sum, which for products of numbers in [-1, 1] stays near 1, by 2⁻²⁴ of it.
    private const double TolerancePerTerm = 1e-7;

    public static TheoryData<int, int, int> Sizes() => new()
    {
        { 1, 1, 1 }, { 1, 7, 1 }, { 7, 1, 5 }, { 13, 0, 4 }, { 0, 5, 3 }, { 3, 5, 0 }, { 12, 16, 32 }, { 11, 15, 31 },
        { 13, 17, 33 }, { 113, 127, 114 }, { 227, 128, 128 }, { 61, 255, 34 }, { 37, 257, 129 }, { 26, 1031, 47 },
        { 259, 64, 515 },
    };

    public static TheoryData<string> Widths() => [.. Enum.GetNames<SimdWidth>()];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Multiply_AtAnySize_AgreesWithDoublePrecision(int m, int k, int n)
    {
        var (a, b) = (TestNumbers.Uniform(m * k, 1), TestNumbers.Uniform(k * n, 2));
        AssertClose(Reference(new(a, m, k), new(b, k, n)), Product(new(a, m, k), new(b, k, n)), k);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Multiply_AtAnyWidth_GivesTheSameBits(string width)
    {
        foreach (var (m, k, n) in new[] { (1, 1, 1), (13, 17, 33), (61, 300, 67) })
        {
            var (a, b) = (TestNumbers.Uniform(m * k, 3), TestNumbers.Uniform(k * n, 4));
            var expected = Product(new(a, m, k), new(b, k, n), width: SimdWidth.Scalar);
            Assert.Equal(expected, Product(new(a, m, k), new(b, k, n), width: Enum.Parse<SimdWidth>(width)));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Multiply_AtSeveralThreads_GivesTheSameBits(int threads)
    {
        const int m = 500, k = 600, n = 150;
        var (a, b) = (TestNumbers.Uniform(m * k, 5), TestNumbers.Uniform(k * n, 6));
        Assert.Equal(Product(new(a, m, k), new(b, k, n)), Product(new(a, m, k), new(b, k, n), threads: threads));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(97)]
    public void Multiply_OfTheFirstRows_GivesTheBitsOfTheWholeProduct(int rows)
    {
        const int m = 250, k = 300, n = 70;
        var (a, b) = (TestNumbers.Uniform(m * k, 7), TestNumbers.Uniform(k * n, 8));
        var whole = Product(new(a, m, k), new(b, k, n));
        Assert.Equal(whole[..(rows * n)], Product(new(a, rows, k), new(b, k, n)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(65)]
    public void Multiply_OfTheFirstColumns_GivesTheBitsOfTheWholeProduct(int columns)
    {
        const int m = 30, k = 300, n = 128;
        var (a, b) = (TestNumbers.Uniform(m * k, 9), TestNumbers.Uniform(k * n, 10));
        var whole = Product(new(a, m, k), new(b, k, n));
        var part = Product(new(a, m, k), new(b, k, columns, n));
        for (var row = 0; row < m; row++)
        {
            Assert.Equal(whole[(row * n)..(row * n + columns)], part[(row * columns)..((row + 1) * columns)]);
        }
    }

    [Theory]
    [InlineData(30, 41, 50)]
    [InlineData(128, 300, 64)]
    public void Multiply_OfTransposedMatrices_GivesTheBitsOfTheirCopies(int m, int k, int n)
    {
        var (a, b) = (TestNumbers.Uniform(m * k, 11), TestNumbers.Uniform(k * n, 12));
        var expected = Product(new(a, m, k), new(b, k, n));
        var (turnedA, turnedB) = (Turned(a, m, k), Turned(b, k, n));
        Assert.Equal(expected, Product(new Matrix(turnedA, k, m).Transposed, new(b, k, n)));
        Assert.Equal(expected, Product(new(a, m, k), new Matrix(turnedB, n, k).Transposed));
        Assert.Equal(expected, Product(new Matrix(turnedA, k, m).Transposed, new Matrix(turnedB, n, k).Transposed));
    }

    [Fact]
    public void Multiply_OfStridedViews_ReadsTheirElementsOnly()
    {
        const int m = 29, k = 37, n = 43;
        var wideA = TestNumbers.Uniform(m * 100, 13);
        var wideB = TestNumbers.Uniform(k * 200, 14);
        var a = new Matrix(wideA.AsSpan(5), m, k, 100, 2);
        var b = new Matrix(wideB.AsSpan(3), k, n, 200, 3);
        AssertClose(Reference(a, b), Product(a, b), k);
    }

    [Fact]
    public void Multiply_IntoASubmatrix_LeavesTheRestUntouched()
    {
        const int m = 25, k = 20, n = 40, ldc = 47;
        var (a, b) = (TestNumbers.Uniform(m * k, 15), TestNumbers.Uniform(k * n, 16));
        var expected = Product(new(a, m, k), new(b, k, n));
        var c = Enumerable.Repeat(float.NaN, (m - 1) * ldc + n).ToArray();
        using var team = new ThreadTeam(1);
        using var product = new MatrixProduct(team);
        product.Multiply(new(a, m, k), new(b, k, n), c, ldc, accumulate: false);
        for (var i = 0; i < c.Length; i++)
        {
            Assert.Equal(i % ldc < n ? expected[i / ldc * n + i % ldc] : float.NaN, c[i]);
        }
    }

    [Theory]
    [InlineData(50)]
    [InlineData(700)]
    public void Multiply_WithAccumulate_AddsToWhatIsThere(int k)
    {
        const int m = 30, n = 45;
        var (a, b, start) = (TestNumbers.Uniform(m * k, 17), TestNumbers.Uniform(k * n, 18), TestNumbers.Uniform(m * n, 19));
        var expected = Reference(new(a, m, k), new(b, k, n));
        for (var i = 0; i < expected.Length; i++)
        {
            expected[i] += start[i];
        }
        AssertClose(expected, Product(new(a, m, k), new(b, k, n), start: start), k);
    }

    [Fact]
    public void Multiply_WithNoTerms_ClearsOrKeepsTheResult()
    {
        float[] start = [1, 2, 3, 4];
        Assert.Equal(new float[4], Product(new([], 2, 0), new([], 0, 2)));
        Assert.Equal(start, Product(new([], 2, 0), new([], 0, 2), start: start));
    }

    [Fact]
    public void Multiply_InSteadyState_AllocatesNothing()
    {
        const int m = 300, k = 300, n = 130;
        var (a, b, c) = (TestNumbers.Uniform(m * k, 20), TestNumbers.Uniform(k * n, 21), new float[m * n]);
        using var team = new ThreadTeam(2);
        using var product = new MatrixProduct(team);
        product.Multiply(new(a, m, k), new(b, k, n), c, n, accumulate: false);
        var before = GC.GetAllocatedBytesForCurrentThread();
        product.Multiply(new(a, m, k), new(b, k, n), c, n, accumulate: false);
        product.Multiply(new(c, m, n), new Matrix(b, k, n).Transposed, a, k, accumulate: true);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static float[] Product(
        Matrix a, Matrix b, float[]? start = null, int threads = 1, SimdWidth? width = null)
    {
        using var team = new ThreadTeam(threads);
        using var product = width is { } chosen ? new MatrixProduct(team, chosen) : new MatrixProduct(team);
        var c = start is null ? Enumerable.Repeat(float.NaN, a.Rows * b.Columns).ToArray() : [.. start];
        product.Multiply(a, b, c, b.Columns, accumulate: start is not null);
        return c;
    }

    private static double[] Reference(Matrix a, Matrix b)
    {
        var c = new double[a.Rows * b.Columns];
        for (var i = 0; i < a.Rows; i++)
        {
            for (var j = 0; j < b.Columns; j++)
            {
                for (var t = 0; t < a.Columns; t++)
                {
                    c[i * b.Columns + j] += (double)a.Data[i * a.RowStride + t * a.ColumnStride]
                        * b.Data[t * b.RowStride + j * b.ColumnStride];
                }
            }
        }
        return c;
    }

    private static float[] Turned(float[] matrix, int rows, int columns) =>
        [.. Enumerable.Range(0, matrix.Length).Select(i => matrix[i % rows * columns + i / rows])];

    private static void AssertClose(double[] expected, float[] actual, int k)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], TolerancePerTerm * (k + 1));
        }
    }
}
