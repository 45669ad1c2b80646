using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>
/// A network of several layers of neurons. In the first, what a neuron receives is cut to products of harmonics of its own
/// frequency in a and in b. In later ones, whose neurons read many of those, it is cut to sums of such products over the
/// network's frequencies: no product of two frequencies is left. Each layer is cut as it comes out of the layers before, which
/// are cut already, so that errors go on.
/// </summary>
internal sealed class EveryLayer
{
    private const double SmallestShare = 0.01;

    // Values of a block of columns.
    private const int BlockSize = 100_000;

    private readonly CyclicView view;
    private readonly string[] names;

    /// <summary>The layers of a network that has neurons.</summary>
    public EveryLayer(CyclicView view)
    {
        this.view = view;
        names = [.. view.Pairs.Model.Architecture.Layers.Select(layer => layer.NeuronPoints?.Pre).OfType<string>()];
        Run([new Hook(names[0], Find)]);
    }

    /// <summary>The frequencies of the first layer's neurons that hold one percent or more of the energy of their order-1
    /// modes.</summary>
    public IReadOnlyList<int> Key { get; private set; } = [];

    /// <summary>The frequencies of each of the first layer's neurons.</summary>
    public IReadOnlyList<NeuronFrequencies> Frequencies { get; private set; } = [];

    /// <summary>Compares the network, cut in every layer, with the real one.</summary>
    /// <param name="harmonics">The multiples that are kept.</param>
    /// <param name="own">The frequencies of each of the first layer's neurons.</param>
    /// <param name="key">The frequencies of the layers behind.</param>
    /// <returns>What its logits account for, and the share of what the last neurons receive.</returns>
    public (
        Faithfulness Logits, double Inputs) Fit(
            IReadOnlyList<int> harmonics, IReadOnlyList<NeuronFrequencies> own, IReadOnlyList<int> key)
    {
        var (tally, inputs, behind) = (new FaithfulnessTally(), 0.0, ModeSet.Of(view.Basis, key, harmonics));
        var logits = Run([.. names.Select(name => new Hook(name, activation =>
        {
            if (name == names[0])
            {
                CutOwn(activation, own, harmonics);
            }
            else
            {
                Project(activation, [.. Enumerable.Range(0, activation.Count / activation.Shape[0])], behind);
            }
            inputs = name == names[^1] ? FractionOf(activation) : 0;
        }))]);
        var (ideal, rest) = (new double[view.N], new double[view.N]);
        for (var pair = 0; pair < view.Pairs.Count; pair++)
        {
            view.Pairs.Read(logits, pair, ideal);
            view.Logits.Row(pair).CopyTo(rest);
            tally.Add(ideal, rest, view.Pairs.LabelArray[pair]);
        }
        return (tally.Result(), inputs);
    }

    private Tensor Run(IReadOnlyList<Hook> hooks) =>
        view.Pairs.Model.Run(view.Pairs.Activations.Examples, hooks, Positions.ReadOut);

    private void Find(Tensor activation)
    {
        var (pairs, width, n) = (activation.Shape[0], activation.Count / activation.Shape[0], view.N);
        var sums = PairMarginals.Of(view.Basis, activation.Reshape(pairs, width));
        var (byFirst, bySecond) = (view.Basis.Forward(sums.ByFirst), view.Basis.Forward(sums.BySecond));
        var power = new Matrix(n / 2 + 1, activation.Shape[^1]);
        for (var component = 1; component < n; component++)
        {
            for (var i = 0; i < width; i++)
            {
                power[FourierBasis.FrequencyOf(component), i % power.Columns] +=
                    (byFirst[component, i] * byFirst[component, i]) + (bySecond[component, i] * bySecond[component, i]);
            }
        }
        var byNeuron = power.Transpose();
        Frequencies = [.. Enumerable.Range(0, byNeuron.Rows).Select(neuron => NeuronFrequencies.Of(n, byNeuron.Row(neuron)))];
        var total = TensorPrimitives.Sum<double>(power.Span);
        Key = [.. Frequencies.Index().GroupBy(item => item.Item.Own).Where(group => group.Key > 0
            && group.Sum(item => TensorPrimitives.Sum<double>(byNeuron.Row(item.Index))) >= SmallestShare * total)
            .Select(group => group.Key).Order()];
    }

    private void CutOwn(Tensor activation, IReadOnlyList<NeuronFrequencies> own, IReadOnlyList<int> harmonics)
    {
        var (positions, neurons) = (activation.Shape[1], activation.Shape[2]);
        foreach (var cluster in Enumerable.Range(0, neurons).GroupBy(neuron => own[neuron]))
        {
            int[] columns =
                [.. from position in Enumerable.Range(0, positions) from neuron in cluster select (position * neurons) + neuron];
            Project(activation, columns, new ModeSet(view.Basis, cluster.Key.Sets(view.N, harmonics)));
        }
    }

    // Columns by the block, so that the values of a block stay in the second-level cache.
    private void Project(Tensor activation, int[] columns, ModeSet modes) =>
        columns.Chunk(Math.Max(8, BlockSize / (view.N * view.N) / 8 * 8)).AsParallel()
            .ForAll(block => ProjectBlock(activation, block, modes));

    // Cᵀ·(mask ∘ C·X·Cᵀ)·C, with X the values by a and by b, of all columns at once.
    private void ProjectBlock(Tensor activation, int[] columns, ModeSet modes)
    {
        var (n, width, count) = (view.N, activation.Count / activation.Shape[0], columns.Length);
        var values = new Matrix(n, n * count);
        for (var pair = 0; pair < n * n; pair++)
        {
            var source = activation.Span.Slice(pair * width, width);
            var target = values.Row(pair / n)[(pair % n * count)..];
            for (var i = 0; i < count; i++)
            {
                target[i] = source[columns[i]];
            }
        }
        var byFirst = modes.Waves.Times(values);
        for (var row = 0; row < byFirst.Rows; row++)
        {
            var (kept, back) = modes.Of(row);
            var bySecond = new Matrix(kept.Rows, count);
            for (var wave = 0; wave < kept.Rows; wave++)
            {
                WeightedRows.Add(byFirst.Row(row), count, kept.Row(wave), bySecond.Row(wave));
            }
            byFirst.Row(row).Clear();
            for (var b = 0; b < n; b++)
            {
                bySecond.AddRows(back.Row(b), byFirst.Row(row).Slice(b * count, count));
            }
        }
        for (var a = 0; a < n; a++)
        {
            values.Row(a).Clear();
            byFirst.AddRows(modes.Back.Row(a), values.Row(a));
        }
        for (var pair = 0; pair < n * n; pair++)
        {
            var target = activation.Span.Slice(pair * width, width);
            var source = values.Row(pair / n)[(pair % n * count)..];
            for (var i = 0; i < count; i++)
            {
                target[columns[i]] = (float)source[i];
            }
        }
    }

    // How much of the last neurons' variance is left.
    private double FractionOf(Tensor activation)
    {
        var pre = view.Pairs.Activations.NeuronsPre!;
        var energy = PairMarginals.Of(view.Basis, pre).CentredEnergy().Sum();
        double distance = TensorPrimitives.Distance<float>(activation.Span, pre.Span);
        return energy > 0 ? 1 - (distance * distance / energy) : 0;
    }
}

/// <summary>Modes (i, j) of functions of pairs whose i and j are both of one of some sets of frequencies, or constant.</summary>
internal sealed class ModeSet
{
    private readonly (Matrix Waves, Matrix Back)[] partners;

    /// <summary>The modes of some sets.</summary>
    public ModeSet(FourierBasis basis, IEnumerable<IReadOnlyList<int>> frequencies)
    {
        int[][] sets = [.. frequencies.Select(set => (int[])[.. set.SelectMany(basis.ComponentsOf)])];
        int[] components = [0, .. sets.SelectMany(set => set).Distinct().Order()];
        Waves = Gather(basis, components);
        Back = Waves.Transpose();
        partners = [.. components.Select(component => Gather(basis,
            component == 0 ? components : [0, .. sets.Where(set => set.Contains(component)).SelectMany(set => set).Distinct()]))
            .Select(waves => (waves, waves.Transpose()))];
    }

    /// <summary>The modes of harmonics of one of some frequencies; 0 is none.</summary>
    public static ModeSet Of(FourierBasis basis, IReadOnlyList<int> frequencies, IReadOnlyList<int> harmonics) =>
        new(basis, frequencies.Where(k => k > 0).Distinct().Select(k => HarmonicCut.Multiples(basis.P, k, harmonics)));

    /// <summary>The waves in the first operand, [modes, n].</summary>
    public Matrix Waves { get; }

    /// <summary>The same by operand, [n, modes].</summary>
    public Matrix Back { get; }

    /// <summary>The waves in the second operand that go with one in the first, [partners, n], and the same by operand, [n,
    /// partners].</summary>
    public (Matrix Waves, Matrix Back) Of(int wave) => partners[wave];

    private static Matrix Gather(FourierBasis basis, IReadOnlyList<int> components) => basis.Rows.Gather(components);
}
