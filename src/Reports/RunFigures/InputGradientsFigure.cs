using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Gradients of single logits at a against those at b, along the embedding's principal components.</summary>
public sealed record InputGradientsFigure() : RunFigure<CyclicView>("input-gradients", RunSection.Circuits)
{
    private const int Triples = 3;
    private const int MostComponents = 6;

    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        // Operands with embeddings of their own have no components in common.
        if (!view.Algebra.IsPlain || view.W_E is not { } embedding || view.Pairs.Activations.Format.SeparateVocabularies
            || PrincipalComponents.Of(embedding) is not { } components)
        {
            return null;
        }
        var count = Math.Min(MostComponents, components.Directions.Rows);
        var directions = components.Directions.Gather([.. Enumerable.Range(0, count)]);
        var scores = new FourierSpectrum(view.Basis, components.Scores);
        int[] frequencies = [.. Enumerable.Range(0, count)
            .Select(component => view.Basis.Frequencies
                .MaxBy(k => view.Basis.ComponentsOf(k).Sum(row => Math.Pow(scores.Coefficients[row, component], 2))))];
        var gradients = InputGradients.Of(view, directions, GradientSymmetricity.PublishedSample(view.N, Triples));
        return new Figure
        {
            Id = Id,
            Title = "Gradients along the embedding's principal components",
            Caption = "For a pair (a, b) and an answer c, right or not, how logit c changes with the embedding of a (across) "
                + $"and with that of b (up), along the first {count} principal components of the embedding, which the numbers "
                + "name, in the colour of the frequency that each component belongs to. Look whether the points lie on the "
                + "dashed line, as they do in a network that adds its operands (a pizza); off it, what one operand does depends "
                + "on the other (a clock; Zhong et al. 2023). The triples are the first of the sample that gradient symmetricity "
                + "is taken from. Here the cosines between the two gradients are "
                + $"{Text.List(gradients.Select(item => Text.Number(item.Cosine)))}"
                + (study.Analysis.Circuits?.GradientSymmetricity is { Value: { } mean } all
                    ? $"; their mean over {Text.Count(all.Triples)} triples, the gradient symmetricity, is {Text.Number(mean)}."
                    : "."),
            Columns = 3,
            Panels = [.. gradients.Select(item => Panel(study, item, frequencies))],
        };
    }

    private static Panel Panel(ReportContext study, InputGradients gradients, int[] frequencies)
    {
        var reach = 1.25 * gradients.Left.Concat(gradients.Right).Max(Math.Abs);
        var ends = reach > 0 ? reach : 1;
        return new Panel
        {
            Title = $"({gradients.A}, {gradients.B}, {gradients.C})",
            X = Axis.Linear("gradient at a", -ends, ends),
            Y = Axis.Linear("gradient at b", -ends, ends),
            HasEqualAspect = true,
            Traces =
            [
                new LineTrace("equal", new[] { -ends, ends }, new[] { -ends, ends })
                {
                    Colour = ColourRole.Muted, Dash = LineDash.Dash, IsThin = true,
                },
                .. frequencies.Index().GroupBy(item => item.Item, item => item.Index).OrderBy(group => group.Key)
                    .Select(group => Points(gradients, group.Key, [.. group]) with { Colour = study.ColourOf(group.Key) }),
            ],
        };
    }

    private static PointTrace Points(InputGradients gradients, int k, int[] components) => new(
        Text.Frequency(k), components.Select(i => gradients.Left[i]).ToArray(),
            components.Select(i => gradients.Right[i]).ToArray())
    {
        Size = 7,
        Labels = [.. components.Select(i => Text.Count(i + 1))],
        Hover = [.. components.Select(i => $"component {i + 1}, {Text.Frequency(k)}: {Text.Number(gradients.Left[i])} at a, "
            + $"{Text.Number(gradients.Right[i])} at b")],
    };
}
