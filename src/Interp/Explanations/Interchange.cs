using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// Causes: neurons of one frequency are given what they have at another pair. What a network answers then is predicted from its
/// clusters alone: logits are linear in the last neurons, so the swapped cluster should vote for the other pair's sum and the
/// rest for the own. Each prediction stands beside its null, that nothing changes: where there are many clusters one swap is
/// harmless, and half of them are swapped at once.
/// </summary>
internal sealed class Interchange
{
    private const double SmallestShare = 0.01;

    private readonly LastNeurons neurons;
    private readonly Matrix directions;
    private readonly double[] whole;
    private readonly InterchangeDraws draws;

    /// <summary>Swaps in a network.</summary>
    /// <param name="neurons">Its last neurons.</param>
    /// <param name="profile">S(e) of its logits over all pairs, [n].</param>
    public Interchange(LastNeurons neurons, IReadOnlyList<double> profile)
    {
        (this.neurons, whole, directions) = (neurons, [.. profile], neurons.Readout.Transpose());
        var total = neurons.Energy.Sum();
        Clusters = [.. Enumerable.Range(0, neurons.Count).Where(neuron => neurons.Frequencies[neuron] > 0)
            .GroupBy(neuron => neurons.Frequencies[neuron]).OrderBy(group => group.Key)
            .Select(group => Cluster(group.Key, [.. group], total)).Where(cluster => cluster.Share >= SmallestShare)];
        draws = new InterchangeDraws(neurons.View.Pairs.Count, seed: 0);
    }

    /// <summary>The clusters that hold one percent or more of the energy of what the neurons receive, by frequency.</summary>
    public IReadOnlyList<InterchangeCluster> Clusters { get; }

    /// <summary>Swaps each cluster alone.</summary>
    public IReadOnlyList<InterchangeResult> Singles => [.. Clusters.Select(cluster => Swap(cluster.Frequency, () => [cluster]))];

    /// <summary>Swaps half of the clusters, drawn anew for each pair; null for fewer than two.</summary>
    public InterchangeResult? Halves => InterchangeDraws.Halves(Clusters) is { } halves ? Swap(null, halves) : null;

    // S of what the cluster's neurons write, by e.
    private InterchangeCluster Cluster(int frequency, int[] members, double total)
    {
        var (n, sums) = (neurons.View.N, neurons.View.NeuronMarginals!.BySum);
        var (profile, row, means) = (new double[n], new double[n], new double[sums.Columns]);
        var writing = new NeuronWriting(directions, members);
        for (var s = 0; s < n; s++)
        {
            Array.Clear(row);
            TensorPrimitives.Divide(sums.Row(s), n, means);
            writing.AddTo(means, row);
            CharacterFit.Centre(row, row);
            Rolled.Add(row, s, profile);
        }
        TensorPrimitives.Divide(profile, n, profile);
        return new(frequency, members, total > 0 ? members.Sum(neuron => neurons.Energy[neuron]) / total : 0, profile);
    }

    private InterchangeResult Swap(int? frequency, Func<InterchangeCluster[]> choose)
    {
        var (view, n) = (neurons.View, neurons.View.N);
        var (mixed, expected, part) = (new double[n], new double[n], new double[n]);
        var tally = new InterchangeTally(n);
        foreach (var (pair, other) in draws.Pairs.Zip(draws.Others))
        {
            var swapped = choose();
            view.Logits.Row(pair).CopyTo(mixed);
            foreach (var neuron in swapped.SelectMany(cluster => cluster.Neurons))
            {
                var change = neurons.Post(other, neuron) - neurons.Post(pair, neuron);
                TensorPrimitives.MultiplyAdd(directions.Row(neuron), change, mixed, mixed);
            }
            CharacterFit.Centre(mixed, mixed);
            Rolled.Write(whole, view.Pairs.LabelArray[pair], expected);
            tally.Begin(mixed, expected);
            foreach (var cluster in swapped)
            {
                Rolled.Move(cluster.Profile, view.Pairs.LabelArray[pair], view.Pairs.LabelArray[other], expected, part);
            }
            tally.End(mixed, expected);
        }
        return tally.Result(frequency);
    }
}

/// <summary>The last neurons of one frequency.</summary>
/// <param name="Frequency">The frequency, 1..⌊n/2⌋.</param>
/// <param name="Neurons">Their indices, ascending.</param>
/// <param name="Share">Their share of the energy of what the neurons receive, 0 to 1.</param>
/// <param name="Profile">S(e) of what they write, [n], in logits.</param>
internal sealed record InterchangeCluster(int Frequency, IReadOnlyList<int> Neurons, double Share, double[] Profile);

/// <summary>How well the answers of a network are predicted while neurons of a frequency hold what they have at another pair;
/// over 1,000 random pairs of pairs.</summary>
/// <param name="Frequency">The frequency; null where half of the clusters were swapped at once.</param>
/// <param name="FractionExplained">Share of the centred logits that the prediction explains: 1 at best.</param>
/// <param name="FractionOfNull">The same of the prediction that nothing changes.</param>
/// <param name="Agreement">Share of the pairs whose answer is predicted, 0 to 1. Not near 1 even where the logits are: swapped
/// clusters are in conflict with the rest.</param>
/// <param name="AgreementOfNull">The same of the prediction that nothing changes.</param>
public sealed record InterchangeResult(
    int? Frequency, double FractionExplained, double FractionOfNull, double Agreement, double AgreementOfNull);

/// <summary>Counts how well logits after interchanges are predicted.</summary>
/// <param name="n">Number of answers.</param>
internal sealed class InterchangeTally(int n)
{
    private readonly double[] left = new double[n];
    private readonly Prediction unchanged = new();
    private readonly Prediction changed = new();

    /// <summary>Compares the centred logits of a draw, [n], with the prediction that nothing changes.</summary>
    public void Begin(double[] mixed, double[] expected) => Compare(mixed, expected, unchanged);

    /// <summary>Compares them with the prediction of the change, [n].</summary>
    public void End(double[] mixed, double[] expected) => Compare(mixed, expected, changed);

    /// <summary>What was counted.</summary>
    public InterchangeResult Result(int? frequency) =>
        new(frequency, changed.Share.Value, unchanged.Share.Value, changed.Agreement, unchanged.Agreement);

    private void Compare(double[] mixed, double[] expected, Prediction prediction)
    {
        TensorPrimitives.Subtract(mixed, expected, left);
        prediction.Share.Add(TensorPrimitives.SumOfSquares<double>(mixed), TensorPrimitives.SumOfSquares<double>(left));
        prediction.Draws++;
        prediction.Agree += TensorPrimitives.IndexOfMax<double>(mixed) == TensorPrimitives.IndexOfMax<double>(expected) ? 1 : 0;
    }

    private sealed class Prediction
    {
        public ExplainedShare Share { get; } = new();

        public int Draws { get; set; }

        public int Agree { get; set; }

        public double Agreement => (double)Agree / Draws;
    }
}

/// <summary>The random pairs of pairs over which interchanges are tried.</summary>
internal sealed class InterchangeDraws
{
    /// <summary>How many.</summary>
    public const int Count = 1000;

    /// <summary>Draws them.</summary>
    /// <param name="pairs">Number of pairs of the operation.</param>
    /// <param name="seed">Seed of the draws.</param>
    public InterchangeDraws(int pairs, int seed)
    {
        var random = new PythonRandom(seed);
        Pairs = [.. Enumerable.Range(0, Count).Select(_ => random.RandBelow(pairs))];
        Others = [.. Enumerable.Range(0, Count).Select(_ => random.RandBelow(pairs))];
    }

    /// <summary>The pairs that answer.</summary>
    public IReadOnlyList<int> Pairs { get; }

    /// <summary>For each the pair from which something is taken.</summary>
    public IReadOnlyList<int> Others { get; }

    /// <summary>Half of some things, drawn anew at each call; null for fewer than two, of which there is no half.</summary>
    public static Func<T[]>? Halves<T>(IReadOnlyList<T> all)
    {
        var random = new PythonRandom(1);
        return all.Count < 2 ? null : () =>
        {
            T[] dealt = [.. all];
            random.Shuffle(dealt.AsSpan());
            return dealt[..(dealt.Length / 2)];
        };
    }
}
