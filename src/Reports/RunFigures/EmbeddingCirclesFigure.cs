using System.Globalization;
using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>The embedding in the plane of each key frequency, with a slider over training.</summary>
public sealed record EmbeddingCirclesFigure() : RunFigure("embedding-circles", RunSection.Embedding)
{
    private const int MostPanels = 8;
    private const int MostLabels = 20;

    /// <inheritdoc/>
    public override Figure? Draw(RunStudy study)
    {
        var keys = study.KeyFrequencies.Where(study.Specimen.Basis.HasSine).Take(MostPanels).ToList();
        if (keys.Count == 0 || study.Specimen.W_E is not { Columns: >= 2 } embedding)
        {
            return null;
        }
        var circles = keys.Select(k => EmbeddingCircle.Of(study.Specimen.Basis, embedding, k)).ToList();
        var frames = study.Embeddings
            .Select(item => (item.Step, Circles: keys.Select(k => EmbeddingCircle.Of(study.Specimen.Basis, item.Embedding, k)).ToList()))
            .ToList();
        // The final circles fill the panels; the cloud of early checkpoints may reach beyond them.
        var reach = 1.35 * circles.SelectMany(circle => Centred(circle.X).Concat(Centred(circle.Y))).Max(Math.Abs);
        return new Figure
        {
            Id = Id,
            Title = "Embedding circles",
            Caption = "Each number's embedding, seen in the plane of one key frequency k and coloured by its angle k·v: neighbours on the circle are "
                + "numbers that differ by k⁻¹ mod p. Look for a round ring with the colours in order; before the circuit forms there is only a cloud (slider). "
                + "Here " + Text.List(circles.Select(circle =>
                    $"k = {circle.Frequency} has {Text.Percent(circle.Purity)} of its plane's variance on the frequency and axes in the ratio {Text.Number(circle.Roundness)}")) + ".",
            Columns = circles.Count switch { 1 => 1, <= 4 => 2, _ => 3 },
            Panels =
            [
                .. circles.Select(circle => new Panel
                {
                    Title = Text.Frequency(circle.Frequency),
                    X = Axis.Linear("along cos", -reach, reach) with { HideTicks = true },
                    Y = Axis.Linear("along sin", -reach, reach) with { HideTicks = true },
                    HasEqualAspect = true,
                    Traces = [Points(study, circle)],
                }),
            ],
            Slider = new FrameSlider("step", [.. frames.Select(frame => new Frame(Text.Count(frame.Step), [.. frame.Circles.Select(circle => Points(study, circle))]))]),
        };
    }

    private static PointTrace Points(RunStudy study, EmbeddingCircle circle)
    {
        var angles = Enumerable.Range(0, study.P).Select(number => number * circle.Frequency % study.P).ToList();
        // A label for each point where they fit, else for some twenty round the circle; hovering names the others.
        var step = (study.P + MostLabels - 1) / MostLabels;
        return new PointTrace("number", Centred(circle.X).ToArray(), Centred(circle.Y).ToArray())
        {
            Key = $"circle-{circle.Frequency}",
            Size = 6,
            Labels = [.. angles.Select((angle, number) => angle % step == 0 ? number.ToString(CultureInfo.InvariantCulture) : "")],
            Hover = [.. Enumerable.Range(0, study.P).Select(number => $"number {number}")],
            ColourValues = angles.Select(angle => (double)angle).ToArray(),
            Scale = ColourScale.Cyclic("k·v mod p", study.P),
        };
    }

    // The mean embedding, which all numbers share, is no part of the circle.
    private static IEnumerable<double> Centred(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return values.Select(value => value - mean);
    }
}
