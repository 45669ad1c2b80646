using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>The spectrum of a matrix as bars, each key frequency in its colour.</summary>
internal static class SpectrumBars
{
    // Left and right of the frequency, so that the bars of all frequencies are of one width and none hides another.
    private const double Aside = 0.2;

    /// <summary>The panel of a spectrum: at each frequency the cosine's bar at the left and the sine's at the right.</summary>
    /// <param name="study">The report, for the colours.</param>
    /// <param name="view">The view, for its basis.</param>
    /// <param name="spectrum">The spectrum.</param>
    public static Panel Panel(ReportContext study, CyclicView view, FourierSpectrum spectrum) => new()
    {
        X = Axis.Linear("frequency k"), Y = Axis.Linear("length of the component"), Traces = [.. Of(study, view, spectrum)],
    };

    /// <summary>Its bars: one trace for each key frequency, one for all others.</summary>
    /// <inheritdoc cref="Panel"/>
    public static IEnumerable<BarTrace> Of(ReportContext study, CyclicView view, FourierSpectrum spectrum)
    {
        foreach (var k in study.KeyFrequencies)
        {
            yield return Bars(Text.Frequency(k), [k], study.ColourOf(k));
        }
        yield return Bars("other", [.. view.Basis.Frequencies.Except(study.KeyFrequencies)], ColourRole.Muted);

        BarTrace Bars(string name, IReadOnlyList<int> frequencies, ColourRole colour)
        {
            int[] components = [.. frequencies.SelectMany(view.Basis.ComponentsOf)];
            return new BarTrace(name, components.Select(Place).ToArray(), components.Select(i => spectrum.Norms[i]).ToArray())
            {
                Colour = colour, Hover = [.. components.Select(i => $"{Text.Component(i)}: {Text.Number(spectrum.Norms[i])}")],
            };
        }

        double Place(int component)
        {
            var k = FourierBasis.FrequencyOf(component);
            return !view.Basis.HasSine(k) ? k : component == FourierBasis.CosineRow(k) ? k - Aside : k + Aside;
        }
    }
}
