using System.Numerics.Tensors;
using Grokking.Training;
using MathNet.Numerics.LinearAlgebra.Double;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>
/// An edit of the running network that tests a claim about how it computes: if the claim holds, the loss stays, or falls.
/// A new one is a class and one line in <see cref="All"/>.
/// </summary>
/// <param name="id">Its id in analysis.json; never changes once released.</param>
/// <param name="description">What is edited, in one line.</param>
public abstract class Intervention(string id, string description)
{
    /// <summary>The interventions of analysis.json.</summary>
    public static IReadOnlyList<Intervention> All { get; } =
    [
        new PolynomialNeurons(),
        new ProjectedNeurons(ontoNullSpace: false),
        new ProjectedNeurons(ontoNullSpace: true),
        new SkipAblation(useMean: false),
        new SkipAblation(useMean: true),
        new AbsoluteNeurons(),
        InputIntervention.FlippedFirst,
        InputIntervention.FlippedBoth,
        InputIntervention.Swapped,
    ];

    /// <summary>Its id in analysis.json, snake case.</summary>
    public string Id { get; } = id;

    /// <summary>What is edited, in one line.</summary>
    public string Description { get; } = description;

    /// <summary>The pairs it runs on; null where the operation lacks the structure that it is about.</summary>
    public virtual PairEvaluation? PairsOf(CheckpointEvaluation evaluation) => evaluation?.Pairs;

    /// <summary>Why it does not apply to a network on such pairs; null when it does.</summary>
    public abstract string? WhyNot(CheckpointEvaluation evaluation);

    /// <summary>Runs the edited network on its pairs.</summary>
    /// <returns>Loss and accuracy over the answers.</returns>
    /// <exception cref="InvalidOperationException">It does not apply to the network.</exception>
    public SplitScores Run(CheckpointEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        var pairs = PairsOf(evaluation)
            ?? throw new InvalidOperationException($"{Id}: {evaluation.Operation.Description} lacks the structure.");
        return WhyNot(evaluation) is { } reason
            ? throw new InvalidOperationException($"{Id}: {reason}.") : pairs.Score(Hooks(evaluation), Positions.ReadOut);
    }

    /// <summary>The hooks that make the edit, for a run on the pairs at the last position alone.</summary>
    protected abstract IReadOnlyList<Hook> Hooks(CheckpointEvaluation evaluation);
}

/// <summary>
/// Takes the path around the last MLP out of what is read out, replaced by zero or by its mean over all pairs; the MLP itself
/// still reads the stream (Nanda et al. 2023).
/// </summary>
/// <param name="useMean">Whether the mean stays.</param>
internal sealed class SkipAblation(bool useMean) : Intervention(
    useMean ? "mean_skip" : "zero_skip",
    $"the path around the last MLP replaced by {(useMean ? "its mean over all pairs" : "zero")}")
{
    /// <inheritdoc/>
    public override string? WhyNot(CheckpointEvaluation evaluation) => Missing.Skip(evaluation.Pairs);

    /// <inheritdoc/>
    protected override IReadOnlyList<Hook> Hooks(CheckpointEvaluation evaluation)
    {
        var block = evaluation.Pairs.Model.Architecture.LastMlp!.Block;
        Tensor? skip = null;
        Tensor? output = null;
        return
        [
            new Hook(HookNames.ResidMid(block), activation => skip = activation.Clone()),
            new Hook(HookNames.MlpOut(block), activation => output = activation.Clone()),
            new Hook(HookNames.ResidPost(block), activation => Replace(activation, skip!, output!)),
        ];
    }

    private void Replace(Tensor stream, Tensor skip, Tensor output)
    {
        (useMean ? Hook.MeanAblate("skip") : Hook.ZeroAblate("skip")).Action(skip);
        TensorPrimitives.Add<float>(skip.Span, output.Span, stream.Span);
    }
}

/// <summary>An intervention on a network that multiplies in a group that is not cyclic.</summary>
/// <param name="id">Its id.</param>
/// <param name="description">What is edited.</param>
internal abstract class GroupIntervention(string id, string description) : Intervention(id, description)
{
    /// <inheritdoc/>
    public override PairEvaluation? PairsOf(CheckpointEvaluation evaluation) => evaluation?.View<RepresentationView>()?.Pairs;

    /// <inheritdoc/>
    public override string? WhyNot(CheckpointEvaluation evaluation) => evaluation.View<RepresentationView>() is { } view
        ? Missing.NeuronLogitMap(view.Pairs) ?? Missing.Inputs(view)
        : "the operation is no product of a group that is not cyclic";

    /// <inheritdoc/>
    protected sealed override IReadOnlyList<Hook> Hooks(CheckpointEvaluation evaluation) =>
        Hooks(evaluation.View<RepresentationView>()!);

    /// <summary>What changes the network on the way.</summary>
    protected abstract IReadOnlyList<Hook> Hooks(RepresentationView view);
}

/// <summary>The last neurons of a network on a group become absolute values of what they receive (Stander et al. 2024).</summary>
internal sealed class AbsoluteNeurons()
    : GroupIntervention("absolute_neurons", "the last neurons become the absolute values of what they receive")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<Hook> Hooks(RepresentationView view)
    {
        var pre = view.Pairs.Activations.NeuronsPre!;
        var edited = new Tensor(new Shape(pre.Shape[0], 1, pre.Shape[1]));
        TensorPrimitives.Abs<float>(pre.Span, edited.Span);
        return [Hook.Replace(EffectiveWeights.NeuronHooks(view.Pairs.Model.Architecture)!.Value.Post, edited)];
    }
}

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
