using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>
/// A network of several layers of neurons. In the first, what a neuron receives is cut to products of harmonics of its own
/// frequency in a and in b. In later ones, whose neurons read many of those, it is cut to sums of such products over the
/// network's frequencies: no product of two frequencies is left. Each layer is cut as it comes out of the layers before, which
/// are cut already, so that errors go on. Where neurons of the first layer read a number line, it counts as one more harmonic.
/// </summary>
internal sealed class EveryLayer
{
    private const double SmallestShare = 0.01;

    // Values of a block of columns.
    private const int BlockSize = 100_000;

    private readonly CyclicView view;
    private readonly string[] names;
    private NumberLines? lines;
    private int positions;

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
        var (tally, inputs) = (new FaithfulnessTally(), 0.0);
        var clusters = Enumerable.Range(0, own.Count).GroupBy(neuron => own[neuron])
            .Select(cluster => (cluster.Key, Columns: Columns(cluster, own.Count)))
            .Select(cluster => (cluster.Key, cluster.Columns, Lines: Lines(cluster.Columns, cluster.Key.Line))).ToArray();
        var ofKey = clusters.Where(cluster => cluster.Lines is not null && key.Contains(cluster.Key.Own))
            .DistinctBy(cluster => cluster.Key.Own).ToDictionary(cluster => cluster.Key.Own, cluster => cluster.Lines);
        var behind = new ModeSet(
            view.Basis, key.Where(k => k > 0).Distinct()
                .Select(k => (HarmonicCut.Multiples(view.N, k, harmonics), ofKey.GetValueOrDefault(k))));
        var logits = Run([.. names.Select(name => new Hook(name, activation =>
        {
            if (name == names[0])
            {
                foreach (var cluster in clusters)
                {
                    Project(activation, cluster.Columns, new ModeSet(
                        view.Basis, cluster.Key.Sets(view.N, harmonics)
                            .Select((set, i) => (set, i == 0 ? cluster.Lines : null))));
                }
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
        positions = width / byNeuron.Rows;
        lines = NumberLines.Of(sums);
        Frequencies = NeuronFrequencies.WithLines(
            [.. Enumerable.Range(0, byNeuron.Rows).Select(neuron => NeuronFrequencies.Of(n, byNeuron.Row(neuron)))], lines,
            members => Columns(members, byNeuron.Rows));
        var total = TensorPrimitives.Sum<double>(power.Span);
        Key = [.. Frequencies.Index().GroupBy(item => item.Item.Own).Where(group => group.Key > 0
            && group.Sum(item => TensorPrimitives.Sum<double>(byNeuron.Row(item.Index))) >= SmallestShare * total)
            .Select(group => group.Key).Order()];
    }

    // Of some neurons at every position.
    private int[] Columns(IEnumerable<int> members, int neurons) =>
        [.. from position in Enumerable.Range(0, positions) from neuron in members select (position * neurons) + neuron];

    // By operand; null for none.
    private double[][]? Lines(int[] columns, int k) =>
        k > 0 && lines!.Line(0, columns, k) is { } first && lines.Line(1, columns, k) is { } second ? [first, second] : null;

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

/// <summary>Modes (i, j) of functions of pairs whose i and j are both of one of some sets of waves, or constant.</summary>
internal sealed class ModeSet
{
    private readonly (Matrix Waves, Matrix Back)[] partners;

    /// <summary>The modes of some sets.</summary>
    /// <param name="basis">The basis of Z_n.</param>
    /// <param name="sets">The frequencies of each, and a number line that counts as one more wave, by operand; null for
    /// none.</param>
    public ModeSet(FourierBasis basis, IEnumerable<(IReadOnlyList<int> Frequencies, double[][]? Lines)> sets)
    {
        (int[] Components, double[][]? Lines)[] all =
            [.. sets.Select(set => ((int[])[.. set.Frequencies.SelectMany(basis.ComponentsOf)], set.Lines))];
        int[] components = [0, .. all.SelectMany(set => set.Components).Distinct().Order()];
        // By row: the sets that it belongs to, all for the constant.
        List<int[]> members = [.. components.Select(component => (int[])[.. all.Index()
            .Where(set => component == 0 || set.Item.Components.Contains(component)).Select(set => set.Index)])];
        List<double[]>[] rows = [[.. components.Select(Row)], [.. components.Select(Row)]];
        foreach (var (index, set) in all.Index().Where(set => set.Item.Lines is not null))
        {
            double[][] added = [.. set.Lines!.Select((line, operand) => Free(Inverse(basis, line), rows[operand]))];
            if (added.All(line => line.Length > 0))
            {
                rows[0].Add(added[0]);
                rows[1].Add(added[1]);
                members.Add([index]);
            }
        }
        var second = Stack(rows[1]);
        Waves = Stack(rows[0]);
        Back = Waves.Transpose();
        partners = [.. members.Select((own, i) => second.Gather(
            [.. Enumerable.Range(0, members.Count).Where(j => j == 0 || i == 0 || own.Intersect(members[j]).Any())]))
            .Select(waves => (waves, waves.Transpose()))];

        double[] Row(int component) => basis.Rows.Row(component).ToArray();
    }

    /// <summary>The waves in the first operand, [modes, n].</summary>
    public Matrix Waves { get; }

    /// <summary>The same by operand, [n, modes].</summary>
    public Matrix Back { get; }

    /// <summary>The waves in the second operand that go with one in the first, [partners, n], and the same by operand, [n,
    /// partners].</summary>
    public (Matrix Waves, Matrix Back) Of(int wave) => partners[wave];

    private static double[] Inverse(FourierBasis basis, double[] line) =>
        basis.Inverse(new Matrix(basis.P, 1, line)).Span.ToArray();

    // What of a function is at right angles to all rows, of length 1; empty where nothing is left.
    private static double[] Free(double[] function, List<double[]> rows)
    {
        foreach (var row in rows)
        {
            TensorPrimitives.MultiplyAdd(row, -TensorPrimitives.Dot<double>(row, function), function, function);
        }
        var length = TensorPrimitives.Norm<double>(function);
        TensorPrimitives.Divide(function, length, function);
        return length > 1e-6 ? function : [];
    }

    private static Matrix Stack(List<double[]> rows) => new(rows.Count, rows[0].Length, [.. rows.SelectMany(row => row)]);
}
