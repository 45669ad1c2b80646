namespace Grokking.Interp;

/// <summary>One representation of a network in analysis.json. What is costly is there for the key ones alone.</summary>
public sealed record AnalysisIrrep
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Size of its real matrices.</summary>
    public required int Dimension { get; init; }

    /// <summary>What it is over the complex numbers.</summary>
    public required IrrepType Type { get; init; }

    /// <summary>Whether it is a key representation.</summary>
    public required bool Key { get; init; }

    /// <summary>Cosine between the logits and its character, −1 to 1.</summary>
    public required double LogitSimilarity { get; init; }

    /// <summary>Its share of what the embedding of x gives, 0 to 1; null without a model.</summary>
    public double? EmbeddingFirst { get; init; }

    /// <summary>Its share of what the embedding of y gives, 0 to 1; null without a model.</summary>
    public double? EmbeddingSecond { get; init; }

    /// <summary>Its share of what the neurons write to the answers, 0 to 1; null without neurons.</summary>
    public double? Unembedding { get; init; }

    /// <summary>Its share of the neurons' variance in functions of x, of y and of x·y, 0 to 1; null without neurons.</summary>
    public double? NeuronShare { get; init; }

    /// <summary>Of that, the part in functions of x·y, 0 to 1; null without neurons.</summary>
    public double? NeuronShareProduct { get; init; }

    /// <summary>Number of neurons whose inputs have it as their largest; null without neurons.</summary>
    public int? Neurons { get; init; }

    /// <summary>Mean rank-one share of its neurons, 0 to 1; null for none.</summary>
    public double? RankOneShare { get; init; }

    /// <summary>Mean cosine between what its neurons write and the product of what they read, −1 to 1; null for none.</summary>
    public double? Alignment { get; init; }

    /// <summary>Loss of all pairs when the neurons are its functions of x·y alone, in nats; null without neurons.</summary>
    public double? HiddenRestrictedLoss { get; init; }

    /// <summary>Loss of the training pairs when the neurons lose its functions of x·y, in nats; of key ones where the split is
    /// known.</summary>
    public double? HiddenExcludedLoss { get; init; }

    /// <summary>Accuracy over all pairs without it in the logits, 0 to 1; of key ones.</summary>
    public double? AccuracyWithout { get; init; }

    /// <summary>The control: a representation that is not key, of the same dimension where there is one; of key ones.</summary>
    public string? Control { get; init; }

    /// <summary>Accuracy over all pairs without the control in the logits, 0 to 1; of key ones.</summary>
    public double? AccuracyWithoutControl { get; init; }

    /// <summary>Accuracy over all pairs with its neurons at their means, 0 to 1; of key ones that have some.</summary>
    public double? AccuracyWithoutNeurons { get; init; }

    /// <summary>The control: the same with as many neurons by chance, mean of three draws.</summary>
    public double? AccuracyWithoutRandom { get; init; }

    /// <summary>Its neurons from one pair and all others from another, against predictions; of key ones that have some.</summary>
    public ClusterInterchange? Interchange { get; init; }

    private const int Draws = 3;

    /// <summary>All representations of a view but the trivial one, with the swaps of their neurons.</summary>
    internal static AnalysisIrrep[] All(RepresentationView view, NeuronSwaps? swaps)
    {
        var (all, hidden) = (view.Representations, view.NeuronMeans?.Shares());
        var (first, second) = (Shares(view, view.EmbeddingFirst), Shares(view, view.EmbeddingSecond));
        var output = Shares(view, view.W_L);
        AnalysisIrrep[] shallow =
        [
            .. all.Irreps.Index().Skip(1).Select(item => new AnalysisIrrep
            {
                Name = item.Item.Name,
                Dimension = item.Item.Dimension,
                Type = item.Item.Type,
                Key = view.KeyIrreps.Contains(item.Item),
                LogitSimilarity = view.Fit.Similarities[item.Index],
                EmbeddingFirst = first?[item.Index],
                EmbeddingSecond = second?[item.Index],
                Unembedding = output?[item.Index],
                NeuronShare = hidden?[item.Index].Total,
                NeuronShareProduct = hidden?[item.Index].Product,
                Neurons = view.NeuronIrreps?.Cluster(item.Item).Count,
                HiddenRestrictedLoss = view.HiddenLosses?.Restricted(item.Item).Loss,
            }),
        ];
        var excluded = Excluded(view);
        // Made before they are shared.
        _ = (view.Logits, view.Neurons, view.Alignments);
        return [.. shallow.Zip(all.Irreps.Skip(1)).AsParallel().AsOrdered()
            .Select(item => Deep(view, swaps, excluded, item.First, item.Second))];
    }

    // Of the key representations, in one reading of the neurons.
    private static Dictionary<Irrep, double> Excluded(RepresentationView view) =>
        view.HiddenLosses is { } losses && view.Pairs.Rows.Train is { Length: > 0 } train
            ? view.KeyIrreps.Zip(losses.ExcludedEach(train, [.. view.KeyIrreps.Select(irrep => (Irrep[])[irrep])])).ToDictionary()
            : [];

    private static IReadOnlyList<double>? Shares(RepresentationView view, Matrix? matrix) =>
        matrix is null ? null : view.Representations.Shares(matrix);

    private static AnalysisIrrep Deep(
        RepresentationView view, NeuronSwaps? swaps, Dictionary<Irrep, double> excluded, AnalysisIrrep of, Irrep irrep)
    {
        if (!of.Key)
        {
            return of;
        }
        var control = IdealNeurons.OtherIrrep(view.Representations, irrep, view.KeyIrreps);
        var ablation = new IrrepAblation(view.Representations, view.Logits);
        return OfNeurons(view, swaps, of, irrep) with
        {
            HiddenExcludedLoss = excluded.TryGetValue(irrep, out var loss) ? loss : null,
            AccuracyWithout = ablation.Remove(irrep).Over().Accuracy,
            Control = control?.Name,
            AccuracyWithoutControl = control is null ? null : ablation.Remove(control).Over().Accuracy,
        };
    }

    private static AnalysisIrrep OfNeurons(RepresentationView view, NeuronSwaps? swaps, AnalysisIrrep of, Irrep irrep)
    {
        if (view.NeuronIrreps?.Cluster(irrep) is not { Count: > 0 } neurons || view.W_L is null)
        {
            return of;
        }
        var alignments = view.Alignments!.Where(alignment => alignment.Irrep == irrep).ToList();
        int[] all = [.. Enumerable.Range(0, view.NeuronIrreps.Irreps.Count)];
        var random = new Random(1);
        return of with
        {
            RankOneShare = alignments.Average(alignment => Math.Min(alignment.First, alignment.Second)),
            Alignment = alignments.Average(alignment => alignment.Alignment),
            AccuracyWithoutNeurons = Without(view, neurons),
            AccuracyWithoutRandom = Enumerable.Range(0, Draws).Average(_ =>
            {
                random.Shuffle(all);
                return Without(view, all[..neurons.Count]);
            }),
            Interchange = swaps?.Single(neurons),
        };
    }

    private static double Without(RepresentationView view, IReadOnlyList<int> neurons) =>
        NeuronAblation.Remove(view.Group, view.Logits, view.Neurons!, view.NeuronMeans!.Mean, view.W_L!, neurons).Over().Accuracy;
}
