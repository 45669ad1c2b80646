using System.Globalization;
using System.Numerics.Tensors;
using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Reports;

/// <summary>The rows of a matrix, one for each number or element, as points in two planes: by principal components and by
/// t-SNE.</summary>
/// <param name="Id">Its name in files and links.</param>
/// <param name="Section">The report's section that it belongs to.</param>
public abstract record PlanesFigure(string Id, RunSection Section) : RunFigure<CheckpointEvaluation>(Id, Section)
{
    private const int Seed = 0;
    private const int FewestForTsne = 4;
    private const int MostLabels = 24;

    /// <summary>What the rows are, for the title: <c>Output layer</c>.</summary>
    protected abstract string Subject { get; }

    /// <summary>The rows, one for each operand or answer; null where there are none.</summary>
    protected abstract Matrix? Rows(CheckpointEvaluation evaluation);

    /// <summary>What each label stands for among the rows.</summary>
    protected abstract IReadOnlyList<int> Labels(Algebra.Cyclic algebra);

    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CheckpointEvaluation view)
    {
        if (Rows(view) is not { } rows || PrincipalComponents.Of(rows) is not { } components)
        {
            return null;
        }
        var ring = view.Cyclic is { KeyFrequencies.Count: > 0 } cyclic ? Ring(cyclic) : null;
        var near = ring is { } found ? found with { Step = NearestStep(rows.Gather(Labels(view.Cyclic!.Algebra))) } : ring;
        List<Panel> panels =
            [Panel(view, "principal components", components.Plane(), ring, $"component 1 ({Text.Percent(components.Shares[0])})",
            components.Shares.Count > 1 ? $"component 2 ({Text.Percent(components.Shares[1])})" : "")];
        if (rows.Rows >= FewestForTsne)
        {
            panels.Add(Panel(view, "t-SNE", Tsne.Of(rows, Seed), near, "", ""));
        }
        return new Figure
        {
            Id = Id,
            Title = $"{Subject} in two dimensions",
            Caption = $"A point for each row of the {Subject.ToLowerInvariant()}: along the two directions in which the rows "
                + $"differ most, and by t-SNE (seed {Seed}), which keeps neighbours together and "
                + "nothing else: neither distances between groups nor their sizes mean anything. "
                + (ring is { } known
                    ? $"Colours go round with the angle of the strongest frequency, k = {known.Frequency}"
                        + (known.Step > 0
                        ? $"; at the left, lines join what differs by {known.Step}, one step of that angle" : "")
                        + $"; by t-SNE, what differs by {near!.Value.Step}, the step between the nearest rows. Look for a ring, "
                        + "or lines that run alike."
                    : "Look for groups and lines of points that the network treats alike.")
                + $" Here the two components carry {Text.Percent(components.Shares.Take(2).Sum())} of the variance.",
            Panels = panels,
        };
    }

    // The frequency of the embedding's largest power among the key ones, and the step that goes round its circle once: k⁻¹ mod n.
    private static (int Frequency, int Step)? Ring(CyclicView view)
    {
        var k = view.KeyFrequencies.MaxBy(key => view.EmbeddingSpectrum?.Power[key - 1] ?? 0);
        return (k, Enumerable.Range(1, view.N - 1).FirstOrDefault(step => step * k % view.N == 1));
    }

    // The difference of labels at which rows lie nearest on average: where several frequencies matter, the step that is short on
    // all circles.
    private static int NearestStep(Matrix rows)
    {
        var n = rows.Rows;
        return Enumerable.Range(1, Math.Max(1, n / 2))
            .MinBy(step =>
                Enumerable.Range(0, n)
                    .Sum(v => Math.Pow(TensorPrimitives.Distance<double>(rows.Row(v), rows.Row((v + step) % n)), 2)));
    }

    private Panel Panel(
        CheckpointEvaluation view, string title, PlanePoints points, (int Frequency, int Step)? ring, string x, string y) => new()
    {
        Title = title,
        X = Axis.Linear(x) with { HideTicks = x.Length == 0 },
        Y = Axis.Linear(y) with { HideTicks = y.Length == 0 },
        HasEqualAspect = true,
        Traces = ring is { } known
            ? Rings(view, title, points, known)
            : [Points(
                view, title, points, [.. Enumerable.Range(0, points.X.Count)], ColourScale.Sequential("number"), row => row)],
    };

    private IReadOnlyList<Trace> Rings(
        CheckpointEvaluation view, string title, PlanePoints points, (int Frequency, int Step) ring)
    {
        var (n, labels) = (view.Cyclic!.N, Labels(view.Cyclic.Algebra));
        int[] outside = [.. Enumerable.Range(0, points.X.Count).Except(labels)];
        var round =
            ring.Step == 0 ? [] : Cycles(n, ring.Step).Select(label => label is { } known ? labels[known] : (int?)null).ToList();
        var angles = labels.Index().ToDictionary(item => item.Item, item => (double)(int)((long)item.Index * ring.Frequency % n));
        IEnumerable<Trace?> traces =
        [
            round.Count == 0
                ? null : new LineTrace(
                    $"steps of {ring.Step}", At(points.X, round), At(points.Y, round)) { Colour = ColourRole.Muted, IsThin = true,
                    Key = "steps " + title },
            Points(view, title, points, [.. labels], ColourScale.Cyclic("k·v mod n", n), row => angles[row]),
            outside.Length == 0
                ? null : Points(view, "outside " + title, points, outside, null, _ => 0)
                with { Name = "outside the group", Colour = ColourRole.Ink, Marker = MarkerShape.Ring },
        ];
        return [.. traces.OfType<Trace>()];
    }

    private static PointTrace Points(
        CheckpointEvaluation view, string key, PlanePoints points, int[] rows, ColourScale? scale, Func<int, double> colour)
    {
        string Name(int row) =>
            row < view.Operation.Left ? view.Operation.NameOf(row) : row.ToString(CultureInfo.InvariantCulture);
        return new PointTrace("row", At(points.X, rows), At(points.Y, rows))
        {
            Key = key,
            Size = 6,
            Labels = rows.Length > MostLabels ? null : [.. rows.Select(Name)],
            Hover = [.. rows.Select(Name)],
            ColourValues = scale is null ? null : (Values)rows.Select(colour).ToArray(),
            Scale = scale,
        };
    }

    // The labels in steps, closed, with a gap behind each cycle of a step that does not reach all.
    private static IEnumerable<int?> Cycles(int n, int step)
    {
        var cycles = (int)System.Numerics.BigInteger.GreatestCommonDivisor(n, step);
        return Enumerable.Range(0, cycles).SelectMany(first => Enumerable.Range(0, n / cycles + 1)
            .Select(i => (int?)((first + (long)i * step) % n)).Append(null));
    }

    private static double[] At(IReadOnlyList<double> values, int[] rows) => [.. rows.Select(row => values[row])];

    private static double[] At(IReadOnlyList<double> values, IEnumerable<int?> rows) =>
        [.. rows.Select(row => row is { } known ? values[known] : double.NaN)];
}

/// <summary>The embedding in two dimensions.</summary>
public sealed record EmbeddingPlanesFigure() : PlanesFigure("embedding-planes", RunSection.Embedding)
{
    /// <inheritdoc/>
    protected override string Subject => "Embedding";

    /// <inheritdoc/>
    protected override Matrix? Rows(CheckpointEvaluation evaluation) => evaluation.Embedding;

    /// <inheritdoc/>
    protected override IReadOnlyList<int> Labels(Algebra.Cyclic algebra) => algebra.Left;
}

/// <summary>The output layer in two dimensions, as Power et al. (2022) drew it.</summary>
public sealed record OutputPlanesFigure() : PlanesFigure("output-planes", RunSection.Logits)
{
    /// <inheritdoc/>
    protected override string Subject => "Output layer";

    /// <inheritdoc/>
    protected override Matrix? Rows(CheckpointEvaluation evaluation) => evaluation.OutputLayer;

    /// <inheritdoc/>
    protected override IReadOnlyList<int> Labels(Algebra.Cyclic algebra) => algebra.Answer;
}
