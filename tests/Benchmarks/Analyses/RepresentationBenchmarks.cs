using BenchmarkDotNet.Attributes;
using Grokking.Interp;
using Grokking.Training;
using Matrix = Grokking.Interp.Matrix;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Benchmarks;

/// <summary>The measures of groups on an additive network with 128 neurons and random weights, once it has run.</summary>
public class RepresentationBenchmarks
{
    private const int Neurons = 128;

    private Matrix first = new(0, 0);
    private Matrix second = new(0, 0);
    private Matrix output = new(0, 0);
    private Tensor neurons = new(new Shape(0));
    private Tensor logits = new(new Shape(0));
    private int[] train = [];

    /// <summary>The points that are permuted.</summary>
    [Params(5)]
    public int Points { get; set; }

    /// <summary>Draws the network and runs it on all pairs.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var n = PermutationGroups.Symmetric(Points).Order;
        var random = new Random(1);
        (first, second, output) = (Draw(n, random), Draw(n, random), Draw(n, random));
        train = [.. Enumerable.Range(0, n * n).Where(_ => random.NextDouble() < 0.4)];
        neurons = new Tensor(new Shape(n * n, Neurons));
        logits = new Tensor(new Shape(n * n, n));
        for (var pair = 0; pair < n * n; pair++)
        {
            var row = new Matrix(1, Neurons);
            for (var j = 0; j < Neurons; j++)
            {
                row[0, j] = Math.Max(0, first[pair / n, j] + second[pair % n, j]);
                neurons.Span[pair * Neurons + j] = (float)row[0, j];
            }
            var written = row.TimesTransposed(output);
            for (var z = 0; z < n; z++)
            {
                logits.Span[pair * n + z] = (float)written[0, z];
            }
        }
    }

    /// <summary>The group, its subgroups, its representations and their matrices.</summary>
    [Benchmark]
    public double Group() => Prepare().Irreps.Sum(irrep => irrep.MatrixOf(1)[0, 0]);

    /// <summary>All of them, the group's own things included; ablations of four representations.</summary>
    [Benchmark]
    public double AllMeasures()
    {
        var representations = Prepare();
        var (group, rows, hidden) = (representations.Group, new PairRows(logits), new PairRows(neurons));
        Irrep[] keys = [.. representations.Irreps.Skip(1).Take(4)];
        IReadOnlyList<Irrep>[] each = [.. representations.Irreps.Skip(1).Select(irrep => (Irrep[])[irrep])];
        var shares = new[] { first, second, output }.Sum(matrix => representations.Shares(matrix)[1]);
        var fit = new CharacterFit(representations, rows);
        var logitLosses = new LogitLosses(representations, rows, fit);
        var ofLogits = logitLosses.RestrictedToCharacters(keys) + logitLosses.WithoutCharacters(train, keys)
            + logitLosses.Restricted(keys).Loss + logitLosses.Excluded(train, keys);
        var means = new PairMeans(representations, hidden);
        var hiddenLosses = new HiddenLosses(means, hidden, output);
        var ofHidden = means.Shares()[1].Total + each.Sum(irrep => hiddenLosses.Restricted(irrep).Loss)
            + hiddenLosses.ExcludedEach(train, [keys, .. each]).Sum();
        var ablation = new IrrepAblation(representations, rows);
        var ablated = keys.Sum(irrep => ablation.Remove(irrep).Over().Loss);
        var part = new EquivariantPart(representations, rows).EnergyShare;
        var quotients = QuotientScore.Of(group, rows).Sum(score => score.Accuracy);
        var clusters = new NeuronIrreps(representations, first, second);
        var aligned = NeuronAlignment.Of(clusters, first, second, output).Sum(neuron => neuron.Alignment);
        var removed = NeuronAblation.Remove(group, rows, hidden, means.Mean, output, clusters.Cluster(keys[1])).Over().Loss;
        var cosets =
            new[] { first, second }.Sum(matrix => new CosetConcentration(group.Subgroups.All, matrix)[1, CosetSide.Left, 0]);
        var signs = SignNeuron.Of(group, first, second).Count;
        return shares + ofLogits + ofHidden + ablated + part + quotients + aligned + removed + cosets + signs;
    }

    private Representations Prepare()
    {
        var representations = Representations.Of(PermutationGroups.Symmetric(Points));
        _ = representations.Transform;
        _ = representations.Group.Subgroups;
        return representations;
    }

    private static Matrix Draw(int n, Random random)
    {
        var matrix = new Matrix(n, Neurons);
        foreach (ref var value in matrix.Span)
        {
            value = 2 * random.NextDouble() - 1;
        }
        return matrix;
    }
}
