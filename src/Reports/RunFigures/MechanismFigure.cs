using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>How a clock and a pizza add two numbers of this network's strongest circle, and which of the two its logits
/// show.</summary>
public sealed record MechanismFigure() : RunFigure<CyclicView>("mechanism", RunSection.Circuits)
{
    // Far enough apart for the mean to be visibly shorter than the circle's radius, and near enough for it to be no point.
    private const double AngleOfA = 55;
    private const double AngleOfB = 155;
    private const double Opposite = 150;
    private const int MostFrequencies = 8;

    // Where a number's name stands, in radii.
    private const double Beyond = 1.25;

    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        int[] keys = [.. study.KeyFrequencies.Where(view.Basis.HasSine).Take(MostFrequencies)];
        if (keys.Length == 0 || view.W_E is not { Columns: >= 2 } embedding)
        {
            return null;
        }
        var circle = Circle(view, embedding, keys.MaxBy(k => view.EmbeddingSpectrum!.Power[k - 1]));
        var (a, b) = (circle.Nearest(AngleOfA), circle.Nearest(AngleOfB));
        var (sum, middle) = ((a + b) % view.N, circle.Middle(a, b));
        var amplitudes = keys.Zip(CircleFit.Waves(view, keys), (k, wave) => Relative(wave, k)).ToList();
        return new Figure
        {
            Id = Id,
            Title = "Clock, pizza, and this network",
            Caption = $"Two ways to add {Name(view, a)} and {Name(view, b)} on the strongest circle, k = {circle.Frequency}; "
                + "the dots are where this network's embedding has the numbers. A clock multiplies: the angles k·a and k·b add "
                + $"to that of {Name(view, sum)}, at full length whatever a − b is. A pizza takes the mean, which lies at half "
                + "the summed angle and has the length |cos ω(a − b)/2| of the radius, here "
                + $"{Text.Number(double.Hypot(middle.X, middle.Y))}: "
                + "nothing is left of it where the two are opposite. At the right, the wave cos ω(a + b − c) in the logits of "
                + "this network with each circle alone, by the angle between a and b and over its mean: look whether the points "
                + "follow the level line or the falling one. "
                + "(In the whole network, pizzas cover each other's blind spots.) Here, where a and b are more than 150° apart, "
                + $"{Text.List(keys.Zip(amplitudes, (k, points) => $"k = {k} has {Text.Percent(Apart(points))}"))} of its mean "
                + "amplitude.",
            Columns = 3,
            PanelAspect = 1,
            Panels =
            [
                Clock(view, circle, a, b, study.ColourOf(circle.Frequency)),
                Pizza(view, circle, a, b, study.ColourOf(circle.Frequency)),
                Measured(study, keys, amplitudes),
            ],
        };

        // By the angle between a and b in degrees, over the mean.
        (double Angle, double Value)[] Relative(double[] wave, int k)
        {
            var mean = wave.Average();
            return [.. wave.Select((value, d) => (AngleBetween(k, d, view.N), mean == 0 ? double.NaN : value / mean))
                .OrderBy(point => point.Item1)];
        }
    }

    private static double? Apart((double Angle, double Value)[] points) =>
        points.Where(point => point.Angle > Opposite).Select(point => (double?)point.Value).DefaultIfEmpty().Average();

    private static double AngleBetween(int k, int difference, int n)
    {
        var turned = (long)k * difference % n * 360.0 / n;
        return Math.Min(turned, 360 - turned);
    }

    private static Panel Clock(CyclicView view, Disc circle, int a, int b, ColourRole colour)
    {
        var sum = (a + b) % view.N;
        return Plane("clock: multiply, the angles add",
        [
            circle.Points(), .. Operands(circle, a, b), Spoke("what is computed", circle.At(sum), colour),
            Names((circle.At(a), $"a = {Name(view, a)}"), (circle.At(b), $"b = {Name(view, b)}"),
                (circle.At(sum), Name(view, sum))),
        ]);
    }

    private static Panel Pizza(CyclicView view, Disc circle, int a, int b, ColourRole colour)
    {
        var (from, to) = (circle.At(a), circle.At(b));
        var chord = new LineTrace("chord", new[] { from.X, to.X }, new[] { from.Y, to.Y });
        return Plane("pizza: average, the middle of the chord",
        [
            circle.Points(), .. Operands(circle, a, b), chord with { Colour = ColourRole.Muted, Dash = LineDash.Dot },
            Spoke("what is computed", circle.Middle(a, b), colour),
            Names((from, $"a = {Name(view, a)}"), (to, $"b = {Name(view, b)}")),
        ]);
    }

    private static IEnumerable<LineTrace> Operands(Disc circle, int a, int b) =>
        [Operand(circle, a) with { Key = "a" }, Operand(circle, b) with { Key = "b" }];

    private static LineTrace Operand(Disc circle, int label) => Spoke("operands", circle.At(label), ColourRole.Ink);

    private static Panel Plane(string title, IReadOnlyList<Trace> traces) => new()
    {
        Title = title,
        X = Axis.Linear("along cos", -1.45, 1.45) with { HideTicks = true },
        Y = Axis.Linear("along sin", -1.45, 1.45) with { HideTicks = true },
        HasEqualAspect = true,
        Traces = traces,
    };

    private static Panel Measured(ReportContext study, int[] keys, List<(double Angle, double Value)[]> amplitudes)
    {
        double[] angles = [.. Enumerable.Range(0, 61).Select(i => 3.0 * i)];
        var level = angles.Select(_ => 1.0).ToArray();
        // The mean of |cos| over a turn is 2/π.
        var falling = angles.Select(angle => Math.PI / 2 * Math.Cos(angle * Math.PI / 360)).ToArray();
        return new Panel
        {
            Title = "this network, circle by circle",
            X = Axis.Linear("angle between a and b", 0, 180) with { Unit = "degrees" },
            Y = Axis.Linear("amplitude over its mean")
                with { Minimum = Math.Min(0, amplitudes.Min(points => points.Min(point => point.Value))) },
            Traces =
            [
                new LineTrace("clock", angles, level) { Colour = ColourRole.Ink, Dash = LineDash.Dash },
                new LineTrace("pizza", angles, falling) { Colour = ColourRole.Ink, Dash = LineDash.Dot },
                .. keys.Zip(amplitudes, (k, points) => new PointTrace(
                    Text.Frequency(k), points.Select(point => point.Angle).ToArray(),
                        points.Select(point => point.Value).ToArray())
                {
                    Colour = study.ColourOf(k), Size = 4,
                }),
            ],
        };
    }

    private static LineTrace Spoke(string name, (double X, double Y) end, ColourRole colour) =>
        new(name, new[] { 0, end.X }, new[] { 0, end.Y }) { Colour = colour };

    private static PointTrace Names(params IReadOnlyList<((double X, double Y) At, string Name)> ends) =>
        new("", ends.Select(end => Beyond * end.At.X).ToArray(), ends.Select(end => Beyond * end.At.Y).ToArray())
        {
            Key = "names", Labels = [.. ends.Select(end => end.Name)], HasNoMarks = true,
        };

    private static string Name(CyclicView view, int label) => view.Pairs.Activations.Operation.NameOf(view.Algebra.Left[label]);

    private static Disc Circle(CyclicView view, Matrix embedding, int k)
    {
        var circle = EmbeddingCircle.Of(view.Basis, embedding, k);
        var (x, y) = (circle.X.Average(), circle.Y.Average());
        (double X, double Y)[] points = [.. circle.X.Zip(circle.Y, (across, up) => (across - x, up - y))];
        var radius = Math.Sqrt(points.Average(point => (point.X * point.X) + (point.Y * point.Y)));
        return new Disc(k, [.. points.Select(point => (point.X / radius, point.Y / radius))]);
    }

    /// <summary>Where the numbers lie in the plane of a frequency, in units of the circle's radius.</summary>
    private sealed record Disc(int Frequency, (double X, double Y)[] Places)
    {
        public (double X, double Y) At(int label) => Places[label];

        public (double X, double Y) Middle(int a, int b) => ((Places[a].X + Places[b].X) / 2, (Places[a].Y + Places[b].Y) / 2);

        public int Nearest(double degrees) => Enumerable.Range(0, Places.Length).MinBy(label =>
            Math.Abs(Math.IEEERemainder(((long)Frequency * label % Places.Length * 360.0 / Places.Length) - degrees, 360)));

        public PointTrace Points() => new(
            "numbers", Places.Select(place => place.X).ToArray(), Places.Select(place => place.Y).ToArray())
        {
            Colour = ColourRole.Muted, Size = 5,
        };
    }
}
