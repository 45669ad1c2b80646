using System.Globalization;
using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>The embedding in the plane of each key frequency, with a slider over training.</summary>
public sealed record EmbeddingCirclesFigure() : RunFigure("embedding-circles", RunSection.Embedding)
{
    private const int MostPanels = 8;

    /// <inheritdoc/>
    public override Figure? Draw(RunStudy study)
    {
        var keys = study.KeyFrequencies.Where(study.Specimen.Basis.HasSine).Take(MostPanels).ToList();
        if (keys.Count == 0 || study.Specimen.W_E is not { Columns: >= 2 } embedding)
        {
            return null;
        }
        var circles = keys.Select(k => EmbeddingCircle.Of(study.Specimen.Basis, embedding, k)).ToList();
        return new Figure
        {
            Id = Id,
            Title = "Embedding circles",
            Caption = "Each number's embedding, seen in the plane of one key frequency k and coloured by its angle k·v: neighbours on the circle are "
                + "numbers that differ by k⁻¹ mod p. Look for a round ring with the colours in order; before the circuit forms there is only a cloud (slider). "
                + "Here " + Text.List(circles.Select(circle =>
                    $"k = {circle.Frequency} has {Text.Percent(circle.Purity)} of its plane's variance on the frequency and axes in the ratio {Text.Number(circle.Roundness)}")) + ".",
            Panels =
            [
                .. circles.Select(circle => new Panel
                {
                    Title = Text.Frequency(circle.Frequency),
                    X = Axis.Linear("along cos") with { HideTicks = true },
                    Y = Axis.Linear("along sin") with { HideTicks = true },
                    HasEqualAspect = true,
                    Traces = [Points(study, circle)],
                }),
            ],
            Slider = new FrameSlider("step",
                [.. study.Embeddings.Select(item => new Frame(Text.Count(item.Step),
                    [.. keys.Select(k => Points(study, EmbeddingCircle.Of(study.Specimen.Basis, item.Embedding, k)))]))]),
        };
    }

    private static PointTrace Points(RunStudy study, EmbeddingCircle circle)
    {
        var labels = Enumerable.Range(0, study.P).Select(number => number.ToString(CultureInfo.InvariantCulture)).ToArray();
        return new PointTrace("number", circle.X.ToArray(), circle.Y.ToArray())
        {
            Key = $"circle-{circle.Frequency}",
            Size = 5,
            Labels = labels,
            ColourValues = Enumerable.Range(0, study.P).Select(number => (double)(number * circle.Frequency % study.P)).ToArray(),
            Scale = ColourScale.Cyclic("k·v mod p", study.P),
        };
    }
}
