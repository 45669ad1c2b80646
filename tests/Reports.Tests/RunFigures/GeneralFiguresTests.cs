using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Reports.Tests;

/// <summary>The figures that any operation has, on runs of a few steps.</summary>
public sealed class GeneralFiguresTests : IDisposable
{
    private const int P = 7;

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void OperationTable_OfAProduct_IsTheTableAndAsSumsByLabel()
    {
        var context = Context("mod-mul");
        var figure = context.Draw("operation-table");
        var algebra = context.Evaluation.Cyclic!.Algebra;

        var (right, network) = (Cells(figure, "right"), Cells(figure, "network"));
        Assert.Equal(
            ["right", "network", "right by label", "network by label", "right or wrong"],
            figure.Panels.Select(panel => panel.Title));
        Assert.True(double.IsNaN(right[0, 3]));
        Assert.All(Pairs(1), pair => Assert.Equal(pair.A * pair.B % P, algebra.Answer[(int)right[pair.A, pair.B]]));
        Assert.All(Pairs(1), pair => Assert.True(double.IsNaN(network[pair.A, pair.B])
            ? context.Evaluation.Answers.Given(pair.A, pair.B) == 0
            : algebra.Answer[(int)network[pair.A, pair.B]] == context.Evaluation.Answers.Given(pair.A, pair.B)));
        Assert.All(from i in Enumerable.Range(0, P - 1) from j in Enumerable.Range(0, P - 1) select (i, j),
            label => Assert.Equal((label.i + label.j) % (P - 1), Cells(figure, "right by label")[label.i, label.j]));
    }

    [Fact]
    public void OperationTable_OfAnUntrainedNetwork_MarksWhatIsWrongAndCountsIt()
    {
        var context = Context("mod-add");
        var figure = context.Draw("operation-table");
        var marks = Cells(figure, "right or wrong");
        var trained = context.Run!.Split.Train.ToHashSet();

        Assert.All(
            Pairs(0), pair => Assert.Equal(trained.Contains(pair.A * P + pair.B) ? 1 : 0.4, Math.Abs(marks[pair.A, pair.B])));
        Assert.All(
            Pairs(0),
            pair => Assert.Equal(
                context.Evaluation.Answers.Given(pair.A, pair.B) == (pair.A + pair.B) % P, marks[pair.A, pair.B] > 0));
        var wrong = Pairs(0).Count(pair => marks[pair.A, pair.B] < 0);
        Assert.Equal(wrong, figure.Panels[1].Traces.OfType<PointTrace>().Single().X.Count);
        Assert.Contains(
            $"{Pairs(0).Count(pair => marks[pair.A, pair.B] == -0.4)} of {P * P - trained.Count} unseen pairs", figure.Caption,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("embedding-planes")]
    [InlineData("output-planes")]
    public void Planes_OfAProduct_HaveZeroApartAndEveryOtherNumberOnce(string id)
    {
        var context = Context("mod-mul", P, keys: true);
        var figure = context.Draw(id);

        Assert.All(figure.Panels, panel =>
        {
            var points = panel.Traces.OfType<PointTrace>().ToList();
            Assert.Equal(["0"], points.Single(trace => trace.Name == "outside the group").Hover!);
            Assert.Equal(["1", "2", "3", "4", "5", "6"], points.Single(trace => trace.Name == "row").Hover!.Order());
        });
    }

    [Fact]
    public void EmbeddingCircles_OfAProduct_NameTheNumbersInTheOrderOfTheirLogarithms()
    {
        var traces = Context("mod-mul", P, keys: true).Draw("embedding-circles").Panels[0].Traces;
        var (points, names) = ((PointTrace)traces[0], (PointTrace)traces[1]);

        // The powers of 3 modulo 7.
        Assert.Equal(
            ["number 1, label 0", "number 3, label 1", "number 2, label 2", "number 6, label 3", "number 4, label 4",
                "number 5, label 5"], points.Hover!);
        Assert.Equal(["1", "3", "2", "6", "4", "5"], names.Labels!);
    }

    [Fact]
    public void EmbeddingCircles_NameNumbersOutsideTheRing_AndInsideThePanelInEveryFrame()
    {
        var figure = Context("mod-add", P, keys: true).Draw("embedding-circles");
        var reach = figure.Panels[0].X.Maximum!.Value;

        var frames = figure.Slider!.Frames.Select(frame => frame.Traces.OfType<PointTrace>().ToList()).ToList();

        Assert.True(frames.Count > 1);
        Assert.All(frames, traces => Assert.All(traces.Chunk(2), pair =>
        {
            var lengths = Lengths(pair[1]).ToList();
            Assert.All(Lengths(pair[0]).Zip(lengths), both => Assert.True(both.Second > both.First));
            Assert.All(pair[1].X.Concat(pair[1].Y), place => Assert.InRange(Math.Abs(place.Number), 0, 0.96 * reach));
            Assert.All(pair[0].X.Concat(pair[0].Y), place => Assert.InRange(Math.Abs(place.Number), 0, reach));
        }));

        static IEnumerable<double> Lengths(PointTrace trace) => trace.X.Zip(trace.Y, (x, y) => double.Hypot(x.Number, y.Number));
    }

    [Fact]
    public void Planes_OfNoAddition_HaveEveryRowInTheOrderOfItsNumber()
    {
        var context = Context("mod-squares");
        var points = (PointTrace)context.Draw("output-planes").Panels[0].Traces.Single();
        var plane = PrincipalComponents.Of(context.Evaluation.OutputLayer!)!.Plane();

        Assert.Equal(plane.X, points.X.Numbers.ToArray());
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], points.Hover!);
    }

    [Fact]
    public void NeuronActivations_OfNoAddition_AreThoseThatVaryMost()
    {
        var context = Context("mod-div", 9);
        var map = Cells(Context("mod-squares").Draw("neuron-activations"), null);
        var variances = Context("mod-squares").Evaluation.NeuronVariances!;
        var values = Pairs(0).Select(pair => map[pair.A, pair.B]).ToList();

        Assert.Contains(
            variances.OrderDescending().Take(6),
            variance => Math.Abs(variance - values.Average(value => Math.Pow(value - values.Average(), 2))) < 1e-6);
        // Nothing is drawn where nothing is divided by.
        Assert.True(double.IsNaN(Cells(context.Draw("neuron-activations"), null)[1, 3]));
    }

    [Fact]
    public void MirroredPairs_OfADifference_SayHowFewPairsAreSymmetric()
    {
        var figure = Context("mod-sub").Draw("mirrored-pairs");

        Assert.Contains("14.3 % of the pairs have the answer of their mirror", figure.Caption, StringComparison.Ordinal);
        Assert.Equal(1 / 7.0, Assert.Single(figure.Panels[0].Lines).Value, 1e-12);
    }

    [Fact]
    public void NeuronParticipation_CountsEveryNeuronOnce() =>
        Assert.Equal(
            16, ((BarTrace)Context("mod-mul").Draw("neuron-participation").Panels[0].Traces[0]).Y.Numbers.ToArray().Sum());

    private static Grid Cells(Figure figure, string? title) =>
        figure.Panels.First(panel => title is null || panel.Title == title).Traces.OfType<HeatMapTrace>().Single().Cells;

    private static IEnumerable<(int A, int B)> Pairs(int first) =>
        from a in Enumerable.Range(first, P - first) from b in Enumerable.Range(first, P - first) select (a, b);

    private ReportContext Context(string id, int p = P, bool keys = false)
    {
        var folder = temp.File($"{id}-{p}-{keys}");
        Trainer.Train(
            new RunConfig
            {
                Task = new TaskConfig { Id = id, P = p },
                Split = new SplitConfig { TrainFraction = 0.7 },
                Model = new ModelConfig { DModel = 8, NHeads = 2, DMlp = 16 },
                Training = new TrainingConfig { MaxSteps = 10, CheckpointEvery = 10, LogEvery = 10 },
            },
            folder, new TrainOptions { Threads = 1, Force = true });
        var run = Run.Open(folder);
        var found = RunAnalysis.Of(run);
        return ReportContext.Of(
            run, keys ? found with { Analysis = Analyzer.Analyze(CheckpointEvaluation.Of(run.Final, [1, 3])) } : found);
    }
}
