using System.Numerics.Tensors;
using Grokking.Training;
using MathNet.Numerics.LinearAlgebra.Double;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>An intervention that gives the last neurons other values, on the pairs of a cyclic group.</summary>
internal abstract class NeuronIntervention(string id, string description) : Intervention(id, description)
{
    /// <inheritdoc/>
    public sealed override PairEvaluation? PairsOf(CheckpointEvaluation evaluation) => evaluation?.Cyclic?.Pairs;

    /// <inheritdoc/>
    public sealed override string? WhyNot(CheckpointEvaluation evaluation) => evaluation.Cyclic is { } view
        ? Missing.NeuronLogitMap(view.Pairs) ?? Missing.Neurons(view.Pairs) ?? WhyNotNeurons(view)
        : "the operation is no addition modulo n";

    /// <summary>Why it does not apply to a view that has neurons; null when it does.</summary>
    protected abstract string? WhyNotNeurons(CyclicView view);

    /// <summary>Changes the activations of one pair, [d_mlp], in place.</summary>
    protected delegate void RowEdit(int pair, Span<double> neurons);

    /// <summary>What becomes of the neurons of each pair; called for the pairs in order.</summary>
    protected abstract RowEdit Edit(CyclicView view);

    /// <inheritdoc/>
    protected sealed override IReadOnlyList<Hook> Hooks(CheckpointEvaluation evaluation)
    {
        var view = evaluation.Cyclic!;
        var neurons = view.Pairs.Activations.NeuronsPost!;
        var (pairs, width) = (neurons.Shape[0], neurons.Shape[1]);
        var edited = new Tensor(new Shape(pairs, 1, width));
        var row = new double[width];
        var edit = Edit(view);
        for (var pair = 0; pair < pairs; pair++)
        {
            FloatRows.Read(neurons, pair, row);
            edit(pair, row);
            TensorPrimitives.ConvertTruncating<double, float>(row, edited.Span.Slice(pair * width, width));
        }
        return [Hook.Replace(EffectiveWeights.NeuronHooks(view.Pairs.Model.Architecture)!.Value.Post, edited)];
    }
}

/// <summary>
/// Replaces each explained neuron by its best degree-2 trigonometric polynomial of its frequency, mean included; other neurons
/// stay (Nanda et al. 2023, section 4.3).
/// </summary>
internal sealed class PolynomialNeurons() : NeuronIntervention(
    "polynomial_neurons", "neurons that one frequency explains to 85 % become degree-2 polynomials of its cos and sin")
{
    /// <inheritdoc/>
    protected override string? WhyNotNeurons(CyclicView view) =>
        view.Clusters!.Clusters.Count == 0 ? "one frequency explains no neuron to 85 %" : null;

    /// <inheritdoc/>
    protected override RowEdit Edit(CyclicView view)
    {
        var explained = view.Clusters!.Explained.ToArray();
        var polynomials = Polynomials(view);
        var mean = view.NeuronMarginals!.Mean();
        var row = new double[mean.Length];
        return (pair, neurons) =>
        {
            mean.CopyTo(row, 0);
            polynomials.AddTo(pair, row);
            foreach (var neuron in explained)
            {
                neurons[neuron] = row[neuron];
            }
        };
    }

    // Tables in which each explained neuron's column holds its own frequency.
    private static PairTables Polynomials(CyclicView view)
    {
        var (p, n) = (view.N, view.Pairs.Activations.NeuronsPost!.Shape[1]);
        var own = new PairTables(new Matrix(p, n), new Matrix(p, n), new Matrix(p, n), new Matrix(p, n));
        foreach (var cluster in view.Clusters!.Clusters)
        {
            var band = view.NeuronMarginals!.BandPass(cluster.Frequency);
            CopyColumns(band.First, own.First, cluster.Neurons);
            CopyColumns(band.Second, own.Second, cluster.Neurons);
            CopyColumns(band.Sum, own.Sum, cluster.Neurons);
            CopyColumns(band.Difference, own.Difference, cluster.Neurons);
        }
        return own;
    }

    private static void CopyColumns(Matrix source, Matrix target, IReadOnlyList<int> columns)
    {
        for (var row = 0; row < source.Rows; row++)
        {
            foreach (var column in columns)
            {
                target[row, column] = source[row, column];
            }
        }
    }
}

/// <summary>
/// Projects the neurons onto the directions that write the key frequencies to the logits, or onto what is at right angles to
/// all of them (Nanda et al. 2023, section 4.4).
/// </summary>
/// <param name="ontoNullSpace">Whether the directions are removed, not kept.</param>
internal sealed class ProjectedNeurons(bool ontoNullSpace) : NeuronIntervention(
    ontoNullSpace ? "neurons_without_key_directions" : "neurons_in_key_directions",
    ontoNullSpace
        ? "neurons projected onto the null space of the directions that write the key frequencies to the logits"
        : "neurons projected onto the directions that write the key frequencies to the logits")
{
    /// <inheritdoc/>
    protected override string? WhyNotNeurons(CyclicView view) =>
        view.KeyFrequencies.Count == 0 ? "there are no key frequencies" : null;

    /// <inheritdoc/>
    protected override RowEdit Edit(CyclicView view)
    {
        var directions = NeuronDirections.Orthonormal(view.NeuronLogitSpectrum!, view.Basis, view.KeyFrequencies);
        var projection = new double[directions.Columns];
        return (_, neurons) =>
        {
            NeuronDirections.Project(neurons, directions, projection);
            if (ontoNullSpace)
            {
                TensorPrimitives.Subtract(neurons, projection, neurons);
            }
            else
            {
                projection.CopyTo(neurons);
            }
        };
    }
}

/// <summary>
/// The directions of neuron space that write the key frequencies to the logits: the rows F_2k−1·W_L and F_2k·W_L, two a
/// frequency (Nanda et al. 2023, section 4.2).
/// </summary>
internal static class NeuronDirections
{
    // A direction whose part at right angles to the earlier ones is this much shorter than the longest is rounding.
    private const double NegligibleLength = 1e-10;

    /// <summary>An orthonormal basis of the span of the directions, [directions, d_mlp]: at most two rows a frequency.</summary>
    public static Matrix Orthonormal(FourierSpectrum neuronLogitMap, FourierBasis basis, IReadOnlyList<int> frequencies)
    {
        var components = frequencies.SelectMany(basis.ComponentsOf).ToArray();
        var width = neuronLogitMap.Coefficients.Columns;
        var columns = components.Select(component => neuronLogitMap.Coefficients.Row(component).ToArray());
        var qr = DenseMatrix.OfColumnArrays(columns).QR(MathNet.Numerics.LinearAlgebra.Factorization.QRMethod.Thin);
        var lengths = qr.R.Diagonal().PointwiseAbs();
        var kept = Enumerable.Range(0, components.Length).Where(i => lengths[i] > NegligibleLength * lengths.Maximum()).ToArray();
        return new Matrix(kept.Length, width, [.. kept.SelectMany(i => qr.Q.Column(i).ToArray())]);
    }

    /// <summary>Projects a row, [d_mlp], onto the span of an orthonormal basis, [directions, d_mlp]; overwrites the
    /// projection.</summary>
    public static void Project(ReadOnlySpan<double> row, Matrix orthonormal, Span<double> projection)
    {
        projection.Clear();
        for (var i = 0; i < orthonormal.Rows; i++)
        {
            TensorPrimitives.MultiplyAdd(
                orthonormal.Row(i), TensorPrimitives.Dot(row, orthonormal.Row(i)), projection, projection);
        }
    }
}
