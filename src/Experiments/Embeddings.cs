using Grokking.Interp;
using Grokking.Reports;
using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>The structure that a network writes into its output layer: a ring for addition, cosets for a group (Power et al.
/// 2022, figure 3), and their first page's puzzle.</summary>
public sealed class Embeddings() : Experiment("embeddings", "Rings and cosets in the output layer")
{
    private const string Paper = "Power et al. 2022";

    /// <inheritdoc/>
    public override string Question =>
        "Power et al. (2022) draw the rows of the output layer in two dimensions by t-SNE: those of modular addition lie on a "
        + "ring when every eighth number is joined, those of S5 in clusters that are cosets of a subgroup. Their first page "
        + "shows a table with empty cells to be guessed. Are there a ring and cosets in networks that grokked, and none in "
        + "networks that memorised?";

    /// <inheritdoc/>
    public override string Scaled =>
        "addition modulo 31 instead of 97 with one layer 64 wide and decay 2, and, instead of S5, the symmetries of an 11-gon, "
            + "whose rotations and reflections are the cosets; a network without decay, which memorised, is the control; five "
            + "seeds.";

    /// <inheritdoc/>
    public override ExperimentFindings Read(ExperimentRuns runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var rings = runs.Where(config => config.Task.Id == ModularOperation.Addition).Select(outcome => Ring.Of(outcome, runs))
            .OfType<Ring>().ToList();
        var groups = runs.Where(config => config.Task.Id != ModularOperation.Addition).Select(outcome => Cosets.Of(outcome, runs))
            .OfType<Cosets>().ToList();
        return new ExperimentFindings(
            [InRing(rings), NoRing(rings), InCosets(groups)], [.. RingFigures(rings), .. CosetFigures(groups), Puzzle()]);
    }

    /// <inheritdoc/>
    protected override IEnumerable<SweepGrid> Grids(ExperimentScale scale)
    {
        var small = scale == ExperimentScale.Small;
        var config = small
            ? Networks.Small(steps: 3000, share: 0.65, decay: 2, checkpointEvery: 3000)
            : Networks.Power(100_000);
        yield return new SweepGrid(config).Over("weight_decay", small ? [2, 0] : [1, 0]).OverSeeds(5);
        yield return new SweepGrid(config)
            .Over([SweepPoint.Of(
                ("task.id", small ? GroupOperation.DihedralId : GroupOperation.SymmetricId), ("task.p", small ? 22 : 120),
                ("train_fraction", small ? 0.8 : 0.5))])
            .OverSeeds(5);
    }

    private static Comparison InRing(List<Ring> rings)
    {
        var mine = rings.Where(ring => ring.HasGrokked).ToList();
        return Comparison.Of(
            "output rows of addition, networks that grokked: share of their variance in the plane of the strongest frequency, "
                + "and in the planes of the three strongest", "a ring, when numbers a fixed step apart are joined",
                    $"{Paper}, fig. 3 left",
            $"{Words.Range(mine.Select(ring => ring.Share))}, {Words.Range(mine.Select(ring => ring.Three))}; step that makes "
                + $"the ring: {string.Join(", ", mine.Select(ring => ring.Step))}", mine.Count,
            mine.Count == 0 ? null : mine.All(ring => ring.Three > 0.8),
            "agrees if three frequencies carry more than 80 % of the variance in every network: each is a ring");
    }

    private static Comparison NoRing(List<Ring> rings)
    {
        var (grokked, memorised) =
            (rings.Where(ring => ring.HasGrokked).ToList(), rings.Where(ring => !ring.HasGrokked).ToList());
        return Comparison.Of(
            "the control: networks that did not grok", "not shown", "the control that the paper left out",
            $"{Words.Range(memorised.Select(ring => ring.Share))}, {Words.Range(memorised.Select(ring => ring.Three))}",
            memorised.Count,
            memorised.Count == 0 || grokked.Count == 0
                ? null : memorised.Max(ring => ring.Three) < grokked.Min(ring => ring.Three),
                    "agrees with a ring being the sign of grokking if none of these has as much in three frequencies");
    }

    private static Comparison InCosets(List<Cosets> groups)
    {
        var mine = groups.Where(item => item.HasGrokked).ToList();
        return Comparison.Of(
            mine.Count == 0
                ? "output rows of the group"
                : $"output rows of {mine[0].Operation.Description}: share of neighbours in the same coset of the rotations",
                    "clusters that are cosets of a subgroup of order 4 of S5", $"{Paper}, fig. 3 right",
            $"{Words.Range(mine.Select(item => item.SameCoset))}; by chance {Words.Range(mine.Select(item => item.ByChance))}; "
                + $"{groups.Count - mine.Count} of {groups.Count} networks did not grok", mine.Count,
            mine.Count == 0 ? null : mine.All(item => item.SameCoset > item.ByChance + 0.2),
            "agrees if the nearest row lies in the same coset 20 points more often than by chance; another group");
    }

    private static IEnumerable<Figure> RingFigures(List<Ring> rings) =>
        rings.Where(ring => ring.HasGrokked).Take(1).SelectMany(ring => new[]
    {
        Figure.Of("The output layer of addition, its strongest frequency", Axis.Linear("cosine part"), Axis.Linear("sine part"),
            new LineTrace(
                $"every {ring.Step}th number", [.. ring.Walk.Append(ring.Walk[0]).Select(number => (Value)ring.Plane.X[number])],
                [.. ring.Walk.Append(ring.Walk[0]).Select(number => (Value)ring.Plane.Y[number])]) { IsThin = true,
                Colour = ColourRole.Muted },
            Points(ring, ring.Plane)) with
        {
            Caption = "Each point is the row of an answer; colours are the numbers, and the line joins those that the frequency "
                + "brings next to each other.",
        },
        Figure.Of(
            "The output layer of addition by t-SNE", Axis.Linear("") with { HideTicks = true },
            Axis.Linear("") with { HideTicks = true }, Points(ring, Tsne.Of(ring.Rows, seed: 0))) with
        {
            Caption = "The same rows, as the paper draws them. Distances between groups mean nothing.",
        },
    });

    private static PointTrace Points(Ring ring, PlanePoints points) =>
        new("answers", [.. points.X.Select(x => (Value)x)], [.. points.Y.Select(y => (Value)y)])
    {
        Labels = [.. Enumerable.Range(0, ring.Rows.Rows).Select(number => Words.Count(number))],
            ColourValues = Values.Indices(ring.Rows.Rows), Scale = ColourScale.Cyclic("number", ring.Rows.Rows),
    };

    private static IEnumerable<Figure> CosetFigures(List<Cosets> groups) =>
        groups.Where(item => item.HasGrokked).Take(1).Select(item =>
    {
        var points = Tsne.Of(item.Rows, seed: 0);
        return Figure.Of(
            "The output layer of the group by t-SNE", Axis.Linear("") with { HideTicks = true },
            Axis.Linear("") with { HideTicks = true },
            [.. item.CosetOf.Distinct().Order().Select(coset => (Trace)new PointTrace(
                coset == 0 ? "rotations" : "reflections", [.. Members(coset).Select(i => (Value)points.X[i])],
                [.. Members(coset).Select(i => (Value)points.Y[i])]))]) with
        {
            Caption = "Colours are the cosets of the rotations.",
        };

        IEnumerable<int> Members(int coset) => Enumerable.Range(0, item.CosetOf.Count).Where(i => item.CosetOf[i] == coset);
    });

    // A slider with two positions: the page opens on the last, so that the answers come when it is moved.
    private static Figure Puzzle()
    {
        const int shown = 5;
        const string names = "abcde";
        var operation = ModularOperation.Of("mod-sub", shown);
        (int Row, int Column)[] hidden = [(0, 3), (1, 1), (2, 4), (3, 0), (4, 2)];
        HeatMapTrace Table(bool isSolved) =>
            new("answer",
                Grid.Of(
                    shown, shown,
                    (row, column) => !isSolved && hidden.Contains((row, column)) ? double.NaN : operation.Answer(row, column)),
                        ColourScale.Sequential("answer", 0, shown - 1))
        {
            X = [.. names.Select(letter => (Value)letter.ToString())], Y = [.. names.Select(letter => (Value)letter.ToString())],
                HasNumbers = true,
        };
        return Figure.Of(
            "Guess the operation", Axis.Category("right operand"), Axis.Category("left operand") with { IsReversed = true },
            Table(isSolved: false)) with
        {
            Slider = new FrameSlider(
                "table", [new Frame("solved", [Table(isSolved: true)]), new Frame("puzzle", [Table(isSolved: false)])]),
            Caption = "Five things, of which only the names are known; five cells of the table are empty. Which operation is it? "
                + "Move the slider to see the answer.",
        };
    }

    // The rows of the output layer of a network of addition, in frequencies.
    private sealed record Ring(
        Matrix Rows, bool HasGrokked, double Share, double Three, int Step, IReadOnlyList<int> Walk, PlanePoints Plane)
    {
        public static Ring? Of(SweepOutcome outcome, ExperimentRuns runs)
        {
            if (runs.Final(outcome) is not { Cyclic: { } view } final)
            {
                return null;
            }
            var rows = Matrix.From(final.Pairs.Activations.Model!.Weights.W_U).Transpose()
                .Top(view.N, final.Pairs.Activations.Model!.Architecture.DModel);
            var norms = new FourierSpectrum(view.Basis, rows).FrequencyNorms.Select(norm => norm * norm).ToList();
            var (total, order) = (norms.Sum(), Enumerable.Range(0, norms.Count).OrderByDescending(i => norms[i]).ToList());
            var k = order[0] + 1;
            var step = Enumerable.Range(1, view.N - 1).First(number => number * k % view.N == 1);
            int[] walk = [.. Enumerable.Range(0, view.N).Select(i => i * step % view.N)];
            return new Ring(
                rows, outcome.Test.First is not null, norms[order[0]] / total, order.Take(3).Sum(i => norms[i]) / total,
                Math.Min(step, view.N - step), walk, Project(view, rows, k));
        }

        // The rows on the two directions in which the frequency's cosine and sine are written, the second at a right angle to the
        // first.
        private static PlanePoints Project(CyclicView view, Matrix rows, int k)
        {
            var coefficients = new FourierSpectrum(view.Basis, rows).Coefficients;
            double[] cosine = coefficients.Row((2 * k) - 1).ToArray(), sine = coefficients.Row(2 * k).ToArray();
            Scale(cosine, 1 / Math.Sqrt(Dot(cosine, cosine)));
            var along = Dot(sine, cosine);
            sine = [.. sine.Zip(cosine, (s, c) => s - (along * c))];
            Scale(sine, 1 / Math.Sqrt(Dot(sine, sine)));
            return new(
                [.. Enumerable.Range(0, rows.Rows).Select(row => Dot(rows.Row(row).ToArray(), cosine))],
                [.. Enumerable.Range(0, rows.Rows).Select(row => Dot(rows.Row(row).ToArray(), sine))]);
        }

        private static double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();

        private static void Scale(double[] vector, double factor)
        {
            for (var i = 0; i < vector.Length; i++)
            {
                vector[i] *= factor;
            }
        }
    }

    // The rows of the output layer of a network of a group, and the cosets of its largest proper subgroup's elements: those that
    // are even in some sense.
    private sealed record Cosets(
        BinaryOperation Operation, Matrix Rows, bool HasGrokked, IReadOnlyList<int> CosetOf, double SameCoset, double ByChance)
    {
        public static Cosets? Of(SweepOutcome outcome, ExperimentRuns runs)
        {
            if (runs.Final(outcome) is not { } final)
            {
                return null;
            }
            var (operation, model) = (final.Operation, final.Pairs.Activations.Model!);
            var rows = Matrix.From(model.Weights.W_U).Transpose().Top(operation.Answers, model.Architecture.DModel);
            var cosetOf = CosetsOfSquares(operation);
            var nearest = Enumerable.Range(0, rows.Rows)
                .Select(row =>
                    Enumerable.Range(0, rows.Rows).Where(other => other != row).MinBy(other => Distance(rows, row, other)))
                        .ToList();
            var same = nearest.Index().Average(item => cosetOf[item.Index] == cosetOf[item.Item] ? 1.0 : 0);
            var chance = cosetOf.Average(coset => (cosetOf.Count(other => other == coset) - 1.0) / (cosetOf.Length - 1));
            return new Cosets(operation, rows, outcome.Test.First is not null, cosetOf, same, chance);
        }

        // The subgroup that all squares generate: the rotations of an n-gon with n odd, the even permutations.
        private static int[] CosetsOfSquares(BinaryOperation group)
        {
            var members = Enumerable.Range(0, group.Answers).Select(element => group.Answer(element, element)).ToHashSet();
            for (var size = 0; size < members.Count;)
            {
                size = members.Count;
                int[] known = [.. members];
                members.UnionWith(known.SelectMany(left => known.Select(right => group.Answer(left, right))));
            }
            return [.. Enumerable.Range(0, group.Answers).Select(element => members.Contains(element) ? 0 : 1)];
        }

        private static double Distance(Matrix rows, int left, int right)
        {
            var sum = 0.0;
            for (var i = 0; i < rows.Columns; i++)
            {
                sum += Math.Pow(rows[left, i] - rows[right, i], 2);
            }
            return sum;
        }
    }
}
