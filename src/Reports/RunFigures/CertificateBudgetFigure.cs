using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Where the error that a certificate allows for comes from, beside the margin that it must stay below.</summary>
public sealed record CertificateBudgetFigure() : RunFigure<CyclicView>("certificate-budget", RunSection.Explanation)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        if (study.Analysis.Explanation?.Certificate is not { } certificate)
        {
            return null;
        }
        string[] places = ["ideal margin", "bound on the error"];
        return new Figure
        {
            Id = Id,
            Title = "The certificate's budget",
            Caption = "An answer is certified when the ideal network's margin exceeds a bound on how far the real one can be "
                + "from it. Left the mean margin; right the mean bound, by the frequency of the neurons that it comes "
                + "from, and rounding. Look for a right bar below the left one; each pair counts on its own, so that a mean can "
                + "mislead either way. Here "
                + $"{Text.List(certificate.Bounds.Select(bound => $"'{bound.Id}' certifies {Text.Percent(bound.Certified)} of the pairs"))}.",
            Bars = BarMode.Stacked,
            Panels =
            [
                new Panel
                {
                    X = Axis.Category(""),
                    Y = Axis.Linear("mean over the pairs", "logits"),
                    Traces =
                    [
                        new BarTrace("margin", places, new[] { certificate.MeanMargin, 0 }) { Colour = ColourRole.Ink },
                        .. study.KeyFrequencies.Select(k =>
                            Bar(Text.Frequency(k), study.ColourOf(k), source => source.Frequency == k)),
                        Bar("other frequencies", ColourRole.Muted,
                            source => source.Frequency is { } k && !study.KeyFrequencies.Contains(k)),
                        Bar("rounding", ColourRole.Series(study.KeyFrequencies.Count), source => source.Frequency is null),
                    ],
                },
            ],
        };

        BarTrace Bar(string name, ColourRole colour, Func<BudgetSource, bool> takes) =>
            new(name, places, new[] { 0, certificate.Budget.Where(takes).Sum(source => source.MeanError) }) { Colour = colour };
    }
}
