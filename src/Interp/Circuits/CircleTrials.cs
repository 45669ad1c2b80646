using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>Runs a network on edited embeddings, one frequency alone or missing. Not safe for concurrent use.</summary>
internal sealed class CircleTrials
{
    private readonly Specimen specimen;
    private readonly Model model;
    private readonly Weights edited;
    private readonly Examples examples;
    private readonly IReadOnlyList<Hook> frozen;
    private readonly Matrix[] tables;
    private readonly FourierSpectrum[] spectra;
    private readonly Matrix logits;

    /// <summary>Trials of a specimen that has a model.</summary>
    public CircleTrials(Specimen specimen)
    {
        this.specimen = specimen;
        var recording = specimen.Recording;
        var original = recording.Model!;
        edited = original.Weights.Clone();
        model = new Model(original.Architecture, edited);
        examples = Examples.All(recording.Task, recording.Format);
        frozen = specimen.FrozenAttention?.Hooks ?? [];
        var embedding = Matrix.From(original.Weights.W_E);
        tables = [.. Enumerable.Range(0, recording.Format.SeparateVocabularies ? 2 : 1).Select(table => Table(embedding, table))];
        spectra = [.. tables.Select(table => new FourierSpectrum(specimen.Basis, table))];
        logits = new Matrix(specimen.P * specimen.P, specimen.P);
    }

    /// <summary>Share of frequency k in the variance of the numbers' embeddings, 0 to 1.</summary>
    public double Share(int k) => spectra.Average(spectrum => spectrum.Power.Sum() is var total and > 0 ? spectrum.Power[k - 1] / total : 0);

    /// <summary>Tries one circle.</summary>
    public CircleFit Try(int k)
    {
        Edit(AroundMean, k);
        var score = RunForLogits([]);
        var phase = specimen.Recording.Format.SeparateVocabularies;
        var raw = PatternFits.Of(DifferenceErrorTable.Of(specimen.P, logits), k, phase);
        var classMeans = ClassMeans.Remove(logits);
        var fits = PatternFits.Of(DifferenceErrorTable.Of(specimen.P, logits), k, phase);
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
            return new FrozenCircle(alone, PatternFits.Of(DifferenceErrorTable.Of(specimen.P, logits), k, phase));
        }
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
            Write(change(tables[table], specimen.Basis.BandPass(tables[table], frequencies)), table);
        }
    }

    // Leaves the logits in the field, to be taken apart there.
    private Score RunForLogits(IReadOnlyList<Hook> hooks)
    {
        var (score, output) = Run(hooks);
        for (var pair = 0; pair < logits.Rows; pair++)
        {
            FloatRows.Read(output, pair, logits.Row(pair));
        }
        return score;
    }

    private (Score Score, Tensor Logits) Run(IReadOnlyList<Hook> hooks)
    {
        var output = model.Run(examples, hooks, Positions.ReadOut);
        return (LogitScorer.Score(output, specimen.P, specimen.LabelArray, split: null).All, output);
    }

    private Matrix Table(Matrix embedding, int table)
    {
        var p = specimen.P;
        return new Matrix(p, embedding.Columns, embedding.Span.Slice(table * p * embedding.Columns, p * embedding.Columns).ToArray());
    }

    private void Write(Matrix table, int index) =>
        TensorPrimitives.ConvertTruncating<double, float>(table.Span, edited.W_E.Span.Slice(index * table.Span.Length, table.Span.Length));

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
