using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Numbers in the order of their angle at a frequency, in which one wave of it is one wave of the figure.</summary>
internal static class AngleOrder
{
    /// <summary>The numbers 0..n − 1 by k·v mod n.</summary>
    public static int[] Of(int n, int k) => [.. Enumerable.Range(0, n).OrderBy(v => (long)k * v % n)];
}

/// <summary>Which components of a two-dimensional spectrum are worth a row and a column.</summary>
/// <param name="Components">Their places in the basis, ascending, the constant first.</param>
internal sealed record ShownComponents(int[] Components)
{
    private const int Most = 6;

    /// <summary>The constant and the cosine and sine of the frequencies with the largest cells.</summary>
    /// <param name="view">The view, for its basis.</param>
    /// <param name="size">Size of a cell, by component in a and in b; that of the constant does not count.</param>
    public static ShownComponents Of(CyclicView view, Func<int, int, double> size)
    {
        var power = view.Basis.Frequencies.ToDictionary(
            k => k, k =>
                Rows(view, k)
                    .Sum(row => Enumerable.Range(0, view.N).Sum(other => Square(size(row, other)) + Square(size(other, row)))));
        var shown = power.OrderByDescending(item => item.Value).Take(Most).Select(item => item.Key).Order();
        return new([0, .. shown.SelectMany(k => Rows(view, k))]);

        static double Square(double value) => value * value;
    }

    /// <summary>A map of these cells alone, under their names.</summary>
    public Panel Map(string title, Func<int, int, double> size, ColourScale scale)
    {
        string[] names = [.. Components.Select(Text.Component)];
        return new Panel
        {
            Title = title, X = Axis.Category("component in b"), Y = Axis.Category("component in a"), HasEqualAspect = true,
            Traces = [new HeatMapTrace(
                scale.Title, Grid.Of(names.Length, names.Length, (i, j) => i + j == 0 ? 0 : size(Components[i], Components[j])),
                scale) { X = names, Y = names, Key = title }],
        };
    }

    /// <summary>Share of the power, without the constant's, that the map shows.</summary>
    public double Share(CyclicView view, Func<int, int, double> size)
    {
        double Power(IEnumerable<int> components) =>
            (from i in components from j in components where i + j > 0 select size(i, j) * size(i, j)).Sum();
        return Power(Enumerable.Range(0, view.N)) is > 0 and var all ? Power(Components) / all : 1;
    }

    private static int[] Rows(CyclicView view, int k) =>
        view.Basis.HasSine(k) ? [FourierBasis.CosineRow(k), FourierBasis.SineRow(k)] : [FourierBasis.CosineRow(k)];
}

/// <summary>The neurons that stand for the others in a figure.</summary>
internal static class TypicalNeurons
{
    private const int Most = 6;

    /// <summary>
    /// For each key frequency in turn the neuron that it explains best, then the second best, and so on; (neuron, its frequency,
    /// share explained).
    /// </summary>
    public static IReadOnlyList<(int Neuron, int Frequency, double Explained)> Of(CyclicView view)
    {
        if (view.Clusters is not { } clusters)
        {
            return [];
        }
        var byFrequency = view.KeyFrequencies
            .Select(k => Enumerable.Range(0, clusters.Frequencies.Count)
                .Where(neuron => clusters.Frequencies[neuron] == k)
                .OrderByDescending(neuron => clusters.FractionsExplained[neuron])
                .ToList())
            .ToList();
        var chosen = Enumerable.Range(0, Most)
            .SelectMany(rank => byFrequency.Where(list => rank < list.Count).Select(list => list[rank]))
            .Take(Most);
        return [.. chosen.Select(neuron => (neuron, clusters.Frequencies[neuron], clusters.FractionsExplained[neuron]))
            .OrderBy(item => item.Item2)];
    }

    /// <summary>The neurons of the last layer that vary most over the pairs, in their order; none where no neuron
    /// varies.</summary>
    public static IReadOnlyList<int> Of(CheckpointEvaluation evaluation) =>
        [.. (evaluation.NeuronVariances ?? []).Index().Where(item => item.Item > 0).OrderByDescending(item => item.Item)
            .Take(Most).Select(item => item.Index).Order()];

    /// <summary>Activations of one neuron, [left, right] by a and b; a gap where the operation is not defined.</summary>
    public static Grid Map(CheckpointEvaluation evaluation, int neuron)
    {
        var (operation, neurons) = (evaluation.Operation, evaluation.Pairs.Activations.NeuronsPost!);
        var cells = Enumerable.Repeat(double.NaN, operation.Left * operation.Right).ToArray();
        foreach (var (row, pair) in operation.Pairs.Index())
        {
            cells[pair] = neurons[row, neuron];
        }
        return Grid.FromFlat(operation.Left, operation.Right, cells);
    }

    /// <summary>Heading of a neuron's panel.</summary>
    public static string Title(int neuron, int frequency) => $"neuron {neuron}, k = {frequency}";

    /// <summary>Activations of one neuron, [p, p] by a and b.</summary>
    public static Matrix Map(CyclicView view, int neuron)
    {
        var map = new Matrix(view.N, view.N);
        var neurons = view.Pairs.Activations.NeuronsPost!;
        for (var pair = 0; pair < view.N * view.N; pair++)
        {
            map.Span[pair] = neurons[pair, neuron];
        }
        return map;
    }
}
