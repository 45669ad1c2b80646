using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>The right answer's logit by a + b and a − b: a pizza's blind lines.</summary>
public sealed record BlindLineFigure() : RunFigure("blind-lines", RunSection.Circuits)
{
    /// <inheritdoc/>
    public override Figure? Draw(RunStudy study) =>
        study.Analysis.Circuits is { DistanceIrrelevance.Correct: not null } ? Of(study.Specimen) : null;

    /// <summary>The figure of any checkpoint of a + b.</summary>
    /// <param name="specimen">The checkpoint under study.</param>
    public static Figure Of(Specimen specimen)
    {
        ArgumentNullException.ThrowIfNull(specimen);
        return Figure.Of(
            "The right answer's logit by sum and difference",
            Panel.Map("", "a − b mod p", "a + b mod p", Cells(specimen), ColourScale.Sequential("logit of the right answer"))) with
        {
            Id = "blind-lines",
            Caption = "Each cell is a pair; columns share a − b, rows share a + b (mod p). A pizza is blind where a and b are opposite on its circles: look for dark and light vertical stripes. A clock's logits do not depend on "
                + $"a − b: no stripes. Here the standard deviation within a column is {Text.Percent(DistanceIrrelevance.Of(specimen.Recording).Correct)} of the whole (the distance irrelevance of the right logit).",
        };
    }

    private static Grid Cells(Specimen specimen)
    {
        var p = specimen.P;
        var cells = new double[p, p];
        for (var pair = 0; pair < p * p; pair++)
        {
            var (a, b) = Math.DivRem(pair, p);
            cells[(a + b) % p, (a - b + p) % p] = specimen.Logits[pair, specimen.Labels[pair]];
        }
        return cells;
    }
}
