using Grokking.Interp;

namespace Grokking.Reports;

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
        return [.. chosen.Select(neuron => (neuron, clusters.Frequencies[neuron], clusters.FractionsExplained[neuron])).OrderBy(item => item.Item2)];
    }

    /// <summary>The neurons of the last layer that vary most over the pairs, in their order; none where no neuron varies.</summary>
    public static IReadOnlyList<int> Of(CheckpointEvaluation evaluation) =>
        [.. (evaluation.NeuronVariances ?? []).Index().Where(item => item.Item > 0).OrderByDescending(item => item.Item).Take(Most).Select(item => item.Index).Order()];

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
