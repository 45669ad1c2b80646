using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// The logits of a network that adds modulo n, taken apart by what shifts of the operands leave as it is, without any choice of
/// frequencies. With L centred over the answers, e = c − a − b and d = a − b: the class bias B(c), the mean of L over the pairs;
/// the equivariant part S(e), the mean of L − B over the pairs (after Wu et al. 2024); the diagonal part S(d, e), the mean of L −
/// B over the pairs with one difference, which holds S(e) and allows blind lines; in it the ghosts, functions of c − 2a and c −
/// 2b, the peaks at doubled operands (He et al. 2026). Over all pairs they are orthogonal projections; over fewer they are means,
/// and not exactly orthogonal. A perfect table of answers has S(e) alone too, with a flat spectrum: this certifies behaviour, not
/// weights. Immutable.
/// </summary>
public sealed class EquivariantLadder
{
    private readonly int n;
    private readonly Matrix logits;
    private readonly IReadOnlyList<int> pairs;
    private const double SmallestShare = 0.01;

    private readonly Matrix diagonal;
    private readonly double[] profile;
    private readonly double[] bias;
    private readonly double energy;
    private readonly FourierBasis basis;

    /// <summary>The parts over some pairs.</summary>
    /// <param name="view">The network.</param>
    /// <param name="pairs">The pairs a·n + b that are averaged and judged; null for all.</param>
    /// <exception cref="ArgumentException">There are no pairs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A pair is out of range.</exception>
    public EquivariantLadder(CyclicView view, IReadOnlyList<int>? pairs = null)
    {
        ArgumentNullException.ThrowIfNull(view);
        (n, logits) = (view.N, Centred(view.Logits));
        this.pairs = pairs ?? [.. Enumerable.Range(0, n * n)];
        Require.That(this.pairs.Count > 0, "expected at least one pair, got none.", nameof(pairs));
        (bias, profile, diagonal) = (new double[n], new double[n], new Matrix(n, n));
        energy = Average();
        Spectrum = Shares(new FourierSpectrum(view.Basis, new Matrix(n, 1, [.. profile])).Power);
        basis = view.Basis;
    }

    /// <summary>S by e = c − a − b, [n], in logits.</summary>
    public IReadOnlyList<double> Profile => profile;

    /// <summary>The frequencies that hold one percent or more of S(e), ascending.</summary>
    internal IEnumerable<int> Held => basis.Frequencies.Where(k => Spectrum[k - 1] >= SmallestShare);

    /// <summary>S by d = a − b and e, [n, n], in logits; a difference that no pair has is 0.</summary>
    internal Matrix DiagonalTable => diagonal;

    /// <summary>The part S(e).</summary>
    public LadderPart Equivariant => field ??= Judge("equivariant", AddProfile);

    /// <summary>The part S(d, e), which holds S(e).</summary>
    public LadderPart Diagonal => field ??= Judge("diagonal", AddDiagonal);

    /// <summary>S(e) + B(c).</summary>
    public LadderPart WithBias => field ??= Judge("equivariant_and_bias", (pair, row) =>
    {
        AddProfile(pair, row);
        TensorPrimitives.Add(row, bias, row);
    });

    /// <summary>Share of the energy of the centred logits in S(e), 0 to 1.</summary>
    public double EquivariantShare => pairs.Count * TensorPrimitives.SumOfSquares<double>(profile) / energy;

    /// <summary>Share of the energy of the centred logits in B, 0 to 1.</summary>
    public double BiasShare => pairs.Count * TensorPrimitives.SumOfSquares<double>(bias) / energy;

    /// <summary>Share of the energy in functions of c − 2a and of c − 2b, 0 to 1; for odd n a part of S(d, e).</summary>
    public double Ghosts => GhostEnergy() / energy;

    /// <summary>Share of the energy in other functions of (a, c) alone and of (b, c) alone, 0 to 1: an operand that has a say in
    /// the answer without the other; a part of <see cref="Rest"/>. Over fewer than all pairs an estimate.</summary>
    public double OneOperand => OneOperandEnergy() / energy;

    /// <summary>Share of the energy outside S(d, e) and B: what no part explains.</summary>
    public double Rest => 1 - Diagonal.EnergyShare - BiasShare;

    /// <summary>The power of S(e) by frequency, [⌊n/2⌋], as shares that add up to 1; zeros where S is 0.</summary>
    public IReadOnlyList<double> Spectrum { get; }

    /// <summary>How many frequencies hold S(e): 1 for one, ⌊n/2⌋ for a table of answers; 0 where S is 0.</summary>
    public double Participation => Spectrum.Sum(share => share * share) is > 0 and var sum ? 1 / sum : 0;

    /// <summary>Where S(e) is largest; 0 where the part answers right.</summary>
    public int ArgMax => TensorPrimitives.IndexOfMax<double>(profile);

    /// <summary>S(0) less the largest other S(e), in logits.</summary>
    public double Margin => Margins.Of([.. profile], 0);

    // The sum of squares of the centred logits over the pairs.
    private double Average()
    {
        var (sum, counts) = (0.0, new int[n]);
        foreach (var pair in pairs)
        {
            TensorPrimitives.Add(bias, logits.Row(pair), bias);
            sum += TensorPrimitives.SumOfSquares<double>(logits.Row(pair));
            counts[Difference(pair)]++;
        }
        TensorPrimitives.Divide(bias, pairs.Count, bias);
        var rest = new double[n];
        foreach (var pair in pairs)
        {
            TensorPrimitives.Subtract(logits.Row(pair), bias, rest);
            Rolled.Add(rest, Sum(pair), diagonal.Row(Difference(pair)));
        }
        for (var d = 0; d < n; d++)
        {
            TensorPrimitives.Add(profile, diagonal.Row(d), profile);
            TensorPrimitives.Divide(diagonal.Row(d), Math.Max(1, counts[d]), diagonal.Row(d));
        }
        TensorPrimitives.Divide(profile, pairs.Count, profile);
        return sum > 0 ? sum : 1;
    }

    private LadderPart Judge(string id, Action<int, double[]> add)
    {
        var (tally, part, rest, square) = (new FaithfulnessTally(), new double[n], new double[n], 0.0);
        foreach (var pair in pairs)
        {
            Array.Clear(part);
            add(pair, part);
            square += TensorPrimitives.SumOfSquares<double>(part);
            logits.Row(pair).CopyTo(rest);
            tally.Add(part, rest, Sum(pair));
        }
        return new LadderPart(id, square / energy, tally.Result());
    }

    private double GhostEnergy() => GhostEnergy(pair => pair / n) + GhostEnergy(pair => pair % n);

    // Σ over the pairs of G(c − 2x)², with G the mean of L − B at c = 2x + g.
    private double GhostEnergy(Func<int, int> operand)
    {
        var (ghost, rest) = (new double[n], new double[n]);
        foreach (var pair in pairs)
        {
            TensorPrimitives.Subtract(logits.Row(pair), bias, rest);
            Rolled.Add(rest, 2 * operand(pair) % n, ghost);
        }
        TensorPrimitives.Divide(ghost, pairs.Count, ghost);
        return pairs.Count * TensorPrimitives.SumOfSquares<double>(ghost);
    }

    private double OneOperandEnergy()
    {
        if (pairs.Count != n * n)
        {
            return 0;
        }
        var sums = PairMarginals.Of(basis, logits);
        var outside = 0.0;
        foreach (var table in new[] { sums.ByFirst, sums.BySecond })
        {
            for (var x = 0; x < n; x++)
            {
                TensorPrimitives.Divide(table.Row(x), n, table.Row(x));
                TensorPrimitives.Subtract(table.Row(x), bias, table.Row(x));
            }
            outside += n * TensorPrimitives.SumOfSquares<double>(table.Span);
        }
        return outside - GhostEnergy();
    }

    private void AddProfile(int pair, double[] row) => Rolled.Write(profile, Sum(pair), row);

    private void AddDiagonal(int pair, double[] row) => Rolled.Write(diagonal.Row(Difference(pair)), Sum(pair), row);

    private int Sum(int pair) => (pair / n + pair % n) % n;

    private int Difference(int pair) => (pair / n - pair % n + n) % n;

    private static IReadOnlyList<double> Shares(IReadOnlyList<double> power) =>
        power.Sum() is > 0 and var sum ? [.. power.Select(share => share / sum)] : power;

    private static Matrix Centred(Matrix logits)
    {
        var centred = logits.Clone();
        for (var pair = 0; pair < centred.Rows; pair++)
        {
            CharacterFit.Centre(logits.Row(pair), centred.Row(pair));
        }
        return centred;
    }
}

/// <summary>A part of a network's logits.</summary>
/// <param name="Id">equivariant for S(e), diagonal for S(d, e), equivariant_and_bias for S(e) + B(c).</param>
/// <param name="EnergyShare">Share of the energy of the centred logits, 0 to 1.</param>
/// <param name="Alone">What the part alone accounts for.</param>
public sealed record LadderPart(string Id, double EnergyShare, Faithfulness Alone);

/// <summary>Rows by c − s from rows by c, and back.</summary>
internal static class Rolled
{
    /// <summary>target[e] += row[s + e mod n].</summary>
    public static void Add(ReadOnlySpan<double> row, int s, Span<double> target)
    {
        var head = target.Length - s;
        TensorPrimitives.Add(target[..head], row[s..], target[..head]);
        TensorPrimitives.Add(target[head..], row[..s], target[head..]);
    }

    /// <summary>Adds to logits what a profile writes more at another sum: row[c] += profile[c − to] − profile[c −
    /// from].</summary>
    /// <param name="profile">[n].</param>
    /// <param name="from">The sum of the own pair.</param>
    /// <param name="to">That of the other.</param>
    /// <param name="row">[n], changed.</param>
    /// <param name="scratch">[n], overwritten.</param>
    public static void Move(ReadOnlySpan<double> profile, int from, int to, Span<double> row, Span<double> scratch)
    {
        Write(profile, from, scratch);
        TensorPrimitives.Subtract(row, scratch, row);
        Write(profile, to, scratch);
        TensorPrimitives.Add(row, scratch, row);
    }

    /// <summary>row[s + e mod n] = profile[e].</summary>
    public static void Write(ReadOnlySpan<double> profile, int s, Span<double> row)
    {
        var head = row.Length - s;
        profile[..head].CopyTo(row[s..]);
        profile[head..].CopyTo(row);
    }
}
