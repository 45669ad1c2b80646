using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json.Serialization;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// How many answers of the network follow from its ideal network and norms of what that leaves out, pair by pair: an answer is
/// certified when the ideal margin exceeds a bound on the error and on rounding. Apart from the verdict, and rarer. Immutable.
/// </summary>
/// <param name="Bounds">The bounds, from the loosest.</param>
/// <param name="Budget">Where the error of the bound by clusters comes from: mean over the pairs of each source, in
/// logits.</param>
/// <param name="MeanMargin">Mean margin of the ideal network, in logits.</param>
/// <param name="Rounding">A bound on the rounding error of a logit difference, in logits: a margin counts only above it.</param>
/// <param name="OperationsToEnumerate">Multiply-adds of running the last neurons and what is behind them on all pairs.</param>
/// <param name="Quadratic">The exact certificate of networks with squares for their non-linearity; null for others.</param>
public sealed record Certificate(
    IReadOnlyList<CertificateBound> Bounds, IReadOnlyList<BudgetSource> Budget, double MeanMargin, double Rounding,
    long OperationsToEnumerate, QuadraticCertificate? Quadratic)
{
    /// <summary>The largest share that a bound certifies, 0 to 1; that of quadratic networks among them.</summary>
    public double Best => Math.Max(Bounds.Max(bound => bound.Certified), Quadratic is { Certified: true } ? 1 : 0);

    /// <summary>The certificate of a network by the ideal network by which it is judged; null where every layer is cut, and where
    /// the non-linearity is not one whose error a norm bounds.</summary>
    public static Certificate? Of(IdealNetwork ideal)
    {
        ArgumentNullException.ThrowIfNull(ideal);
        return ideal.Rungs[^1] == IdealRung.EveryLayer ? null : new CertificateWork(ideal).Result();
    }
}

/// <summary>A bound on how far the network's logit differences are from those of its ideal network.</summary>
/// <param name="Id">
/// l1: each neuron's change times its span over the answers, added up. l2: the length of all changes times the largest distance
/// of two answers. clusters: the same frequency by frequency. gates: ReLUs that both networks have open pass their change on
/// exactly, and only those that flip are bounded.
/// </param>
/// <param name="Certified">Share of all pairs whose answer it certifies, 0 to 1.</param>
/// <param name="MeanError">The bound, mean over the pairs, in logits.</param>
/// <param name="Operations">Multiply-adds that it takes, the ideal margins among them.</param>
public sealed record CertificateBound(string Id, double Certified, double MeanError, long Operations);

/// <summary>A source of error.</summary>
/// <param name="Id">The cluster, as <c>k14</c>, or <c>rounding</c>.</param>
/// <param name="MeanError">Its share of the bound, mean over the pairs, in logits.</param>
public sealed record BudgetSource(string Id, double MeanError)
{
    /// <summary>The cluster's frequency; null for rounding.</summary>
    [JsonIgnore]
    public int? Frequency => int.TryParse(Id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var k) ? k : null;
}

/// <summary>Goes once over all pairs for every bound.</summary>
internal sealed class CertificateWork
{
    private readonly IdealNetwork ideal;
    private readonly LastNeurons neurons;
    private readonly ActivationKind activation;
    private readonly double[] spans;
    private readonly double[] margins;
    private readonly double[] gateMargins;
    private readonly (int Frequency, int[] Neurons, double Distance)[] clusters;
    private readonly double distance;
    private readonly double[][] errors;
    private readonly double[] budget;

    public CertificateWork(IdealNetwork ideal)
    {
        (this.ideal, neurons) = (ideal, ideal.Neurons);
        activation = neurons.View.Pairs.Model.Architecture.LastNeurons!.NeuronPoints!.Activation;
        spans = [.. Enumerable.Range(0, neurons.Count).Select(Span)];
        clusters =
            [.. Enumerable.Range(0, neurons.Count).GroupBy(neuron => neurons.Frequencies[neuron]).OrderBy(group => group.Key)
            .Select(group => (group.Key, group.ToArray(), Distance([.. group])))];
        distance = Distance([.. Enumerable.Range(0, neurons.Count)]);
        var count = neurons.View.Pairs.Count;
        (margins, gateMargins, errors) =
            (new double[count], new double[count], [.. Enumerable.Range(0, 4).Select(_ => new double[count])]);
        budget = new double[clusters.Length];
    }

    public Certificate Result()
    {
        var fill = ideal.Filling(ideal.Rungs[^1], IdealNetwork.JudgedHarmonics);
        neurons.Run(
            (pair, row) =>
            {
                fill(pair, row);
                Bound(pair, row);
            },
            (pair, row) => margins[pair] = Margins.Of(row, neurons.View.Pairs.LabelArray[pair]));
        if (activation == ActivationKind.Relu)
        {
            RunWithGates(fill);
        }
        var (count, n, size) = ((long)neurons.View.Pairs.Count, neurons.View.N, (long)neurons.Count);
        var rounding = Rounding();
        var enumerate = count * size * n;
        List<CertificateBound> bounds =
        [
            Summary("l1", 0, margins, enumerate + (count * size)), Summary("l2", 1, margins, enumerate + (count * size)),
            Summary("clusters", 2, margins, enumerate + (count * size)),
        ];
        if (activation == ActivationKind.Relu)
        {
            bounds.Add(Summary("gates", 3, gateMargins, (2 * enumerate) + (count * size)));
        }
        return new Certificate(
            bounds, [.. clusters.Select((cluster, i) => new BudgetSource($"k{cluster.Frequency}", budget[i] / count)),
                new("rounding", rounding)],
            margins.Average(), rounding, enumerate,
            activation == ActivationKind.Quadratic ? QuadraticCertificate.Of(neurons) : null);

        CertificateBound Summary(string id, int bound, double[] ofPairs, long operations) => new(id,
            ofPairs.Zip(errors[bound]).Count(pair => pair.First > pair.Second + rounding) / (double)count,
            errors[bound].Average(), operations);
    }

    // The change of each neuron, from that of its input: a non-linearity of slope L or less passes on L times it at most. Of a
    // square, as of any other, the change itself is known.
    private void Bound(int pair, ReadOnlySpan<float> row)
    {
        var real = neurons.Pre.Span.Slice(pair * neurons.Count, neurons.Count);
        var square = 0.0;
        for (var cluster = 0; cluster < clusters.Length; cluster++)
        {
            var own = 0.0;
            foreach (var neuron in clusters[cluster].Neurons)
            {
                var change = Change(real[neuron], row[neuron]);
                own += change * change;
                errors[0][pair] += change * spans[neuron];
            }
            square += own;
            var error = Math.Sqrt(own) * clusters[cluster].Distance;
            errors[2][pair] += error;
            budget[cluster] += error;
        }
        errors[1][pair] = Math.Sqrt(square) * distance;
    }

    private double Change(double real, double other) => activation switch
    {
        ActivationKind.Quadratic => Math.Abs(real - other) * Math.Abs(real + other),
        // The slope of x·Φ(x) is at most 1.1290 (at x = √2).
        ActivationKind.Gelu => 1.13 * Math.Abs(real - other),
        _ => Math.Abs(real - other),
    };

    // The network in which only the neurons whose gates flip are ideal.
    private void RunWithGates(LastNeurons.Fill fill)
    {
        neurons.Run(
            (pair, row) =>
            {
                fill(pair, row);
                var real = neurons.Pre.Span.Slice(pair * neurons.Count, neurons.Count);
                var (square, sum) = (0.0, 0.0);
                for (var neuron = 0; neuron < row.Length; neuron++)
                {
                    if (real[neuron] > 0 == row[neuron] > 0)
                    {
                        row[neuron] = real[neuron];
                        continue;
                    }
                    double change = Math.Max(real[neuron], row[neuron]);
                    square += change * change;
                    sum += change * spans[neuron];
                }
                errors[3][pair] = Math.Min(sum, Math.Sqrt(square) * distance);
            },
            (pair, row) => gateMargins[pair] = Margins.Of(row, neurons.View.Pairs.LabelArray[pair]));
    }

    // A sum of m terms in single precision is off by at most m·u·Σ|terms|, u = 2⁻²⁴; both networks, and both logits of a
    // difference.
    private double Rounding()
    {
        const double unit = 1.0 / (1 << 24);
        var post = neurons.View.Pairs.Activations.NeuronsPost!;
        var largest = new double[neurons.Count];
        for (var i = 0; i < post.Count; i++)
        {
            largest[i % largest.Length] = Math.Max(largest[i % largest.Length], Math.Abs(post.Span[i]));
        }
        var terms = Enumerable.Range(0, neurons.View.N).Max(c =>
            Enumerable.Range(0, neurons.Count).Sum(neuron => Math.Abs(neurons.Readout[c, neuron]) * largest[neuron]));
        // Terms of random sign round like the root of their number (Higham 2002, section 2.8).
        return 4 * Math.Sqrt(neurons.Count + neurons.View.Pairs.Model.Architecture.DModel) * unit * terms;
    }

    private double Span(int neuron)
    {
        var column = Enumerable.Range(0, neurons.View.N).Select(c => neurons.Readout[c, neuron]);
        return column.Max() - column.Min();
    }

    private double Distance(int[] members)
    {
        var rows = new Matrix(neurons.View.N, members.Length);
        for (var c = 0; c < rows.Rows; c++)
        {
            for (var i = 0; i < members.Length; i++)
            {
                rows[c, i] = neurons.Readout[c, members[i]];
            }
        }
        var products = rows.TimesTransposed(rows);
        var most = 0.0;
        for (var c = 0; c < rows.Rows; c++)
        {
            for (var other = 0; other < c; other++)
            {
                most = Math.Max(most, products[c, c] + products[other, other] - (2 * products[c, other]));
            }
        }
        return Math.Sqrt(most);
    }
}
