using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// The neurons of a representation taken from one pair, all others from another: where the parts of the logits depend on the
/// product alone, the mixed logits are S_ρ of the one plus the rest's S of the other (after Wu et al. 2024, and the interchange
/// interventions of causal abstraction).
/// </summary>
/// <param name="RSquared">Share of the energy of the mixed, centred logits that this predicts, at most 1.</param>
/// <param name="Null">The same when the prediction is that nothing changes.</param>
/// <param name="Agreement">Share of the mixed pairs whose largest logit is the predicted one, 0 to 1.</param>
public sealed record ClusterInterchange(double RSquared, double Null, double Agreement)
{
    /// <summary>Number of random double pairs that are tried.</summary>
    public const int Trials = 2000;

    /// <summary>The interchange of some neurons.</summary>
    /// <param name="view">The network.</param>
    /// <param name="neurons">The neurons.</param>
    /// <returns>Null without a neuron-logit map, or for no neurons.</returns>
    public static ClusterInterchange? Of(RepresentationView view, IReadOnlyList<int> neurons)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(neurons);
        if (view.W_L is null || view.Neurons is null || neurons.Count == 0)
        {
            return null;
        }
        var written = Written(view, neurons);
        var rest = view.Pairs.Logits.Top(written.Rows, written.Columns).Clone();
        TensorPrimitives.Subtract<double>(rest.Span, written.Span, rest.Span);
        return Compare(view.Group, written, rest, Profile(view, written), Profile(view, rest));
    }

    // What the neurons write to the answers at each pair, [n², n].
    private static Matrix Written(RepresentationView view, IReadOnlyList<int> neurons)
    {
        var map = view.W_L!.Transpose();
        var written = new Matrix(view.Pairs.Count, view.Group.Order);
        for (var pair = 0; pair < written.Rows; pair++)
        {
            var values = view.Neurons![pair];
            var row = written.Row(pair);
            foreach (var neuron in neurons)
            {
                TensorPrimitives.MultiplyAdd(map.Row(neuron), values[neuron], row, row);
            }
        }
        return written;
    }

    private static IReadOnlyList<double> Profile(RepresentationView view, Matrix logits) =>
        new EquivariantPart(view.Representations, new PairRows(logits)).Profile;

    private static ClusterInterchange Compare(
        FiniteGroup group, Matrix written, Matrix rest, IReadOnlyList<double> ofCluster, IReadOnlyList<double> ofRest)
    {
        var (n, random) = (group.Order, new Random(1));
        double[] mixed = new double[n], predicted = new double[n], unchanged = new double[n], logits = new double[n];
        var (energy, missed, missedByNull, agreed) = (0.0, 0.0, 0.0, 0);
        for (var trial = 0; trial < Trials; trial++)
        {
            var (pair, other) = (random.Next(n * n), random.Next(n * n));
            TensorPrimitives.Add<double>(rest.Row(pair), written.Row(other), logits);
            CharacterFit.Centre(logits, mixed);
            for (var z = 0; z < n; z++)
            {
                var stays = ofRest[Place(group, pair, z)];
                predicted[z] = stays + ofCluster[Place(group, other, z)];
                unchanged[z] = stays + ofCluster[Place(group, pair, z)];
            }
            agreed += TensorPrimitives.IndexOfMax<double>(mixed) == TensorPrimitives.IndexOfMax<double>(predicted) ? 1 : 0;
            energy += TensorPrimitives.SumOfSquares<double>(mixed);
            missed += Math.Pow(TensorPrimitives.Distance<double>(mixed, predicted), 2);
            missedByNull += Math.Pow(TensorPrimitives.Distance<double>(mixed, unchanged), 2);
        }
        return energy > 0 ? new(1 - missed / energy, 1 - missedByNull / energy, (double)agreed / Trials) : new(0, 0, 0);
    }

    // g = x⁻¹·z·y⁻¹, at which S is read.
    private static int Place(FiniteGroup group, int pair, int z)
    {
        var (x, y) = Math.DivRem(pair, group.Order);
        return group.Product(group.Product(group.Inverse(x), z), group.Inverse(y));
    }
}
