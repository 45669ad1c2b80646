namespace Grokking.Reports;

/// <summary>The right answer's logit by a + b and a − b: a pizza's blind lines.</summary>
public sealed record BlindLineFigure() : RunFigure("blind-lines", RunSection.Circuits)
{
    /// <inheritdoc/>
    public override Figure? Draw(RunStudy study) => study.Analysis.Circuits is not { DistanceIrrelevance.Correct: { } irrelevance } ? null : new Figure
    {
        Id = Id,
        Title = "The right answer's logit by sum and difference",
        Caption = "Each cell is a pair; columns share a − b, rows share a + b (mod p). A pizza is blind where a and b are opposite on its circles: look for dark and light vertical stripes. A clock's logits do not depend on "
            + $"a − b: no stripes. Here the standard deviation within a column is {Text.Percent(irrelevance)} of the whole (the distance irrelevance of the right logit).",
        Panels = [Reports.Draw.SquareMap("", "a − b mod p", "a + b mod p", Cells(study), ColourScale.Sequential("logit of the right answer"))],
    };

    private static Grid Cells(RunStudy study)
    {
        var cells = new double[study.P, study.P];
        for (var pair = 0; pair < study.P * study.P; pair++)
        {
            var (a, b) = Math.DivRem(pair, study.P);
            cells[(a + b) % study.P, (a - b + study.P) % study.P] = study.Specimen.Logits[pair, study.Specimen.Labels[pair]];
        }
        return Grid.Of(study.P, study.P, (sum, difference) => cells[sum, difference]);
    }
}
