using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>Runs a network on edited embeddings, one frequency alone or missing. Not safe for concurrent use.</summary>
internal sealed class CircleTrials
{
    private readonly CyclicView view;
    private readonly Model model;
    private readonly Weights edited;
    private readonly IReadOnlyList<Hook> frozen;
    private readonly IReadOnlyList<int>[] tokens;
    private readonly Matrix[] tables;
    private readonly FourierSpectrum[] spectra;
    private readonly Matrix logits;

    /// <summary>Trials of a view that has a model.</summary>
    public CircleTrials(CyclicView view)
    {
        this.view = view;
        var original = view.Pairs.Model;
        edited = original.Weights.Clone();
        model = new Model(original.Architecture, edited);
        frozen = view.Pairs.FrozenAttention?.Hooks ?? [];
        tokens = view.TokenTables;
        tables = [.. tokens.Select(table => EffectiveWeights.Embedding(original, table))];
        spectra = [.. tables.Select(table => new FourierSpectrum(view.Basis, table))];
        logits = new Matrix(view.N * view.N, view.N);
    }

    /// <summary>Share of frequency k in the variance of the numbers' embeddings, 0 to 1.</summary>
    public double Share(int k) =>
        spectra.Average(spectrum => spectrum.Power.Sum() is var total and > 0 ? spectrum.Power[k - 1] / total : 0);

    /// <summary>Tries one circle.</summary>
    public CircleFit Try(int k)
    {
        Edit(AroundMean, k);
        var score = RunForLogits([]);
        var phase = view.Pairs.Activations.Format.SeparateVocabularies;
        var raw = PatternFits.Of(DifferenceErrorTable.Of(view.N, logits), k, phase);
        var classMeans = ClassMeans.Remove(logits);
        var fits = PatternFits.Of(DifferenceErrorTable.Of(view.N, logits), k, phase);
        var frozenCircle = frozen.Count > 0 ? Frozen() : null;
        Edit(Minus, k);
        return new CircleFit
        {
            Frequency = k,
            EmbeddingShare = Share(k),
            Alone = score,
            Without = Run([]).Score,
            Raw = raw,
            Fits = fits,
            ClassMeanShare = classMeans,
            Frozen = frozenCircle,
        };

        FrozenCircle Frozen()
        {
            var alone = RunForLogits(frozen);
            ClassMeans.Remove(logits);
            return new FrozenCircle(alone, PatternFits.Of(DifferenceErrorTable.Of(view.N, logits), k, phase));
        }
    }

    /// <summary>What the network says with one circle, and the mean, for its embedding.</summary>
    public DifferenceErrorTable Alone(int k)
    {
        Edit(AroundMean, k);
        RunForLogits([]);
        return DifferenceErrorTable.Of(view.N, logits);
    }

    /// <summary>Scores the network with some circles, and the mean, for its embedding.</summary>
    public Score Together(IReadOnlyList<int> frequencies)
    {
        Edit(AroundMean, frequencies);
        return Run([]).Score;
    }

    private void Edit(Func<Matrix, Matrix, Matrix> change, params IReadOnlyList<int> frequencies)
    {
        for (var table = 0; table < tables.Length; table++)
        {
            Write(change(tables[table], view.Basis.BandPass(tables[table], frequencies)), table);
        }
    }

    // Leaves the logits in the field, to be taken apart there.
    private Score RunForLogits(IReadOnlyList<Hook> hooks)
    {
        var (score, output) = Run(hooks);
        for (var pair = 0; pair < logits.Rows; pair++)
        {
            view.Pairs.Read(output, pair, logits.Row(pair));
        }
        return score;
    }

    private (Score Score, Tensor Logits) Run(IReadOnlyList<Hook> hooks)
    {
        var output = model.Run(view.Pairs.Activations.Examples, hooks, Positions.ReadOut);
        return (view.Pairs.ScoreOf(output).All, output);
    }

    private void Write(Matrix table, int index)
    {
        for (var row = 0; row < table.Rows; row++)
        {
            TensorPrimitives.ConvertTruncating<double, float>(table.Row(row), edited.W_E.Slice(tokens[index][row]).Span);
        }
    }

    private static Matrix AroundMean(Matrix table, Matrix wave)
    {
        var mean = table.ColumnMeans();
        for (var row = 0; row < wave.Rows; row++)
        {
            TensorPrimitives.Add(wave.Row(row), mean, wave.Row(row));
        }
        return wave;
    }

    private static Matrix Minus(Matrix table, Matrix wave)
    {
        TensorPrimitives.Subtract(table.Span, wave.Span, wave.Span);
        return wave;
    }
}

/// <summary>
/// One circle of the embedding on trial: the network run with the numbers' embeddings replaced by their mean and their projection
/// on one frequency, and run without that projection.
/// </summary>
public sealed record CircleFit
{
    /// <summary>The frequency, 1..⌊p/2⌋.</summary>
    public required int Frequency { get; init; }

    /// <summary>Its share of the embedding's variance over the numbers, 0 to 1; the mean of both tables where there are
    /// two.</summary>
    public required double EmbeddingShare { get; init; }

    /// <summary>How well the network does with this circle alone.</summary>
    public required Score Alone { get; init; }

    /// <summary>How well it does without this circle.</summary>
    public required Score Without { get; init; }

    /// <summary>Fits of the lone circle's logits as they are; null when they are constant.</summary>
    public PatternFits? Raw { get; init; }

    /// <summary>Fits after the mean of each class over all pairs is removed, which a lone circle leaves in the logits; null when
    /// nothing is left.</summary>
    public PatternFits? Fits { get; init; }

    /// <summary>Share of the lone circle's logit variance in the means of the classes, 0 to 1.</summary>
    public required double ClassMeanShare { get; init; }

    /// <summary>The lone circle with attention frozen to its mean over all pairs in the intact network; null without
    /// attention.</summary>
    public FrozenCircle? Frozen { get; init; }

    /// <summary>How strong the wave cos(ω_k·(a + b − c)) of each lone circle is in its logits. In the whole network pizzas
    /// repair each other's blind lines, so that its logits look like a clock's.</summary>
    /// <param name="view">A view with a model.</param>
    /// <param name="frequencies">The circles, 1..⌊p/2⌋.</param>
    /// <returns>For each, [p] by a − b: level for a clock, in proportion to |cos(ω_k·(a − b)/2)| for a pizza.</returns>
    public static IReadOnlyList<double[]> Waves(CyclicView view, IReadOnlyList<int> frequencies)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(frequencies);
        var trials = new CircleTrials(view);
        return [.. frequencies.Select(k => trials.Alone(k).WaveByDifference(k))];
    }
}

/// <summary>A lone circle with attention frozen to its mean.</summary>
/// <param name="Alone">How well the network does.</param>
/// <param name="Fits">Fits after the mean of each class is removed; null when nothing is left.</param>
public sealed record FrozenCircle(Score Alone, PatternFits? Fits);

/// <summary>The part of logits that is the same for every pair.</summary>
internal static class ClassMeans
{
    /// <summary>Subtracts the mean of each class over the pairs, in place.</summary>
    /// <param name="logits">[p², classes]; changed.</param>
    /// <returns>The share of the variance over all entries that the means had, 0 to 1; 0 for constant logits.</returns>
    public static double Remove(Matrix logits)
    {
        var means = logits.ColumnMeans();
        for (var pair = 0; pair < logits.Rows; pair++)
        {
            TensorPrimitives.Subtract(logits.Row(pair), means, logits.Row(pair));
        }
        var rest = TensorPrimitives.SumOfSquares<double>(logits.Span) / logits.Rows;
        TensorPrimitives.Subtract(means, TensorPrimitives.Sum<double>(means) / means.Length, means);
        var removed = TensorPrimitives.SumOfSquares<double>(means);
        return removed > 0 ? removed / (removed + rest) : 0;
    }
}
