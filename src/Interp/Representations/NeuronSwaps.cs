using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>Swaps of neurons between pairs in a network that multiplies in a group, and in its ideals. All swaps go over the
/// same random double pairs. Threads may swap at once.</summary>
internal sealed class NeuronSwaps
{
    private readonly FiniteGroup group;
    private readonly Matrix directions;
    private readonly Network real;
    private readonly Network? ideal;
    private readonly Network? control;
    private readonly double[] whole;
    private readonly (int Pair, int Other)[] trials;
    private readonly List<Cluster> known = [];

    private NeuronSwaps(RepresentationView view, Matrix map, IdealNeurons? ideal, IdealNeurons? control)
    {
        (group, directions) = (view.Group, map.Transpose());
        real = new Network(view.Neurons!, (pair, row) => view.Logits.Read(pair, row));
        (this.ideal, this.control) = (ideal?.Rerun(view), control?.Rerun(view));
        whole = [.. view.Equivariant.Profile];
        var random = new Random(1);
        var count = view.Pairs.Count;
        trials = [.. Enumerable.Range(0, ClusterInterchange.Trials).Select(_ => (random.Next(count), random.Next(count)))];
    }

    /// <summary>Swaps in a network.</summary>
    /// <param name="view">The network.</param>
    /// <param name="ideal">An ideal of it; null for none.</param>
    /// <param name="control">The control of that ideal; null for none.</param>
    /// <returns>Null without a neuron-logit map.</returns>
    public static NeuronSwaps? Of(RepresentationView view, IdealNeurons? ideal, IdealNeurons? control) =>
        view is { W_L: { } map, Neurons: not null } ? new(view, map, ideal, control) : null;

    /// <summary>The same neurons at every trial.</summary>
    public ClusterInterchange Single(IReadOnlyList<int> neurons)
    {
        var cluster = Clustered(neurons);
        return Swap(() => [cluster]);
    }

    /// <summary>Half of some clusters, drawn anew at each trial: where there are many, a single one does little.</summary>
    /// <param name="clusters">Neurons of each, none in two.</param>
    /// <returns>Null for fewer than two.</returns>
    public ClusterInterchange? Halves(IReadOnlyList<IReadOnlyList<int>> clusters)
    {
        Cluster[] dealt = [.. clusters.Select(Clustered)];
        var random = new Random(2);
        return dealt.Length < 2 ? null : Swap(() =>
        {
            random.Shuffle(dealt);
            return dealt[..(dealt.Length / 2)];
        });
    }

    private Cluster Clustered(IReadOnlyList<int> neurons)
    {
        lock (known)
        {
            if (known.Find(cluster => cluster.Neurons.SequenceEqual(neurons)) is { } found)
            {
                return found;
            }
        }
        var (written, writing) = (new Matrix(group.Order * group.Order, group.Order), new NeuronWriting(directions, neurons));
        for (var pair = 0; pair < written.Rows; pair++)
        {
            writing.AddTo(real.Neurons[pair], written.Row(pair));
        }
        var made = new Cluster(neurons, EquivariantPart.ProfileOf(group, new PairRows(written)));
        lock (known)
        {
            known.Add(made);
        }
        return made;
    }

    private ClusterInterchange Swap(Func<Cluster[]> choose)
    {
        var n = group.Order;
        double[] before = new double[n], swapped = new double[n], predicted = new double[n], unmoved = new double[n];
        var (byProduct, byNull, unswapped) = (new ExplainedShare(), new ExplainedShare(), new ExplainedShare());
        var (byIdeal, byIdealNull, byControl, agreed) = (new ExplainedShare(), new ExplainedShare(), new ExplainedShare(), 0);
        foreach (var (pair, other) in trials)
        {
            var moved = choose();
            Run(real, pair, other, [], before);
            Run(real, pair, other, moved, swapped);
            Predict(pair, other, moved, predicted, unmoved);
            Add(unswapped, before, unmoved);
            Add(byNull, swapped, unmoved);
            Add(byProduct, swapped, predicted);
            agreed += TensorPrimitives.IndexOfMax<double>(swapped) == TensorPrimitives.IndexOfMax<double>(predicted) ? 1 : 0;
            Compare(ideal, moved, byIdeal);
            Compare(ideal, [], byIdealNull);
            Compare(control, moved, byControl);

            void Compare(Network? network, Cluster[] clusters, ExplainedShare share)
            {
                if (network is not null)
                {
                    Run(network, pair, other, clusters, predicted);
                    Add(share, swapped, predicted);
                }
            }
        }
        return new(byProduct.Value, byNull.Value, (double)agreed / trials.Length, unswapped.Value,
            ideal is null ? null : byIdeal.Value, ideal is null ? null : byIdealNull.Value,
            control is null ? null : byControl.Value);
    }

    private static void Add(ExplainedShare share, double[] actual, double[] predicted) => share.Add(
        TensorPrimitives.SumOfSquares<double>(actual), Math.Pow(TensorPrimitives.Distance<double>(actual, predicted), 2));

    // Centred logits at a pair, with the clusters' neurons as they are at another.
    private void Run(Network network, int pair, int other, Cluster[] clusters, double[] logits)
    {
        network.Logits(pair, logits);
        foreach (var (at, sign) in new[] { (other, 1), (pair, -1) })
        {
            var values = network.Neurons[at];
            foreach (var neuron in clusters.SelectMany(cluster => cluster.Neurons))
            {
                TensorPrimitives.MultiplyAdd(directions.Row(neuron), sign * values[neuron], logits, logits);
            }
        }
        CharacterFit.Centre(logits, logits);
    }

    private void Predict(int pair, int other, Cluster[] clusters, double[] moved, double[] unmoved)
    {
        for (var z = 0; z < unmoved.Length; z++)
        {
            var (own, theirs) = (Place(pair, z), Place(other, z));
            unmoved[z] = moved[z] = whole[own];
            foreach (var cluster in clusters)
            {
                moved[z] += cluster.Profile[theirs] - cluster.Profile[own];
            }
        }
    }

    // g = x⁻¹·z·y⁻¹, at which S is read.
    private int Place(int pair, int z)
    {
        var (x, y) = Math.DivRem(pair, group.Order);
        return group.Product(group.Product(group.Inverse(x), z), group.Inverse(y));
    }

    /// <summary>A network whose neurons can be swapped.</summary>
    /// <param name="Neurons">The last neurons, [n², d_mlp].</param>
    /// <param name="Logits">Writes the logits of a pair, [n].</param>
    internal sealed record Network(PairRows Neurons, Action<int, double[]> Logits);

    /// <summary>Neurons, and the S of what they write, [n].</summary>
    private sealed record Cluster(IReadOnlyList<int> Neurons, double[] Profile);
}
