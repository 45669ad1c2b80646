using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Reports.Tests;

public sealed class RunReportTests(RunReportTests.Runs runs) : IClassFixture<RunReportTests.Runs>
{
    private ReportContext Context(string kind) => runs.Of(kind);

    private static RunConfig Tiny { get; } = new()
    {
        Task = new TaskConfig { P = 11 },
        Split = new SplitConfig { TrainFraction = 0.7 },
        Model = new ModelConfig { DModel = 16, NHeads = 2, DMlp = 32 },
        Training = new TrainingConfig { MaxSteps = 400, CheckpointEvery = 100, LogEvery = 20 },
    };

    public static TheoryData<string> Kinds =>
        ["transformer", "two blocks with norm", "no attention", "group", "no test pairs", "untrained"];

    private static RunConfig Config(string kind) => kind switch
    {
        "two blocks with norm" => Tiny with { Model = Tiny.Model with { NLayers = 2, LayerNorm = true } },
        "no attention" =>
            Tiny with { Model = new ModelConfig { Architecture = "mlp-delta", DModel = 16, DMlp = 32, EqualsSign = false } },
        "group" => Tiny with { Task = new TaskConfig { Id = GroupOperation.DihedralId, P = 10 } },
        "no test pairs" => Tiny with { Split = new SplitConfig { TrainPairs = [.. Enumerable.Range(0, 121)], TestPairs = [] } },
        "untrained" => Tiny with { Training = Tiny.Training with { MaxSteps = 0 } },
        _ => Tiny,
    };

    [Theory, MemberData(nameof(Kinds))]
    public void EveryFigure_OfAnyKindOfRun_CanBeDrawnOrIsLeftOut(string kind)
    {
        var report = RunReport.Compose(Context(kind));

        Assert.NotEmpty(report.Figures);
        Assert.All(report.Figures, figure =>
        {
            Assert.Empty(figure.Problems());
            Assert.NotEmpty(figure.Caption);
            Assert.DoesNotContain("NaN", PlotlyJson.ForPage(figure), StringComparison.Ordinal);
            Assert.All(figure.Panels.SelectMany(panel => new[] { panel.X, panel.Y }), axis => Assert.NotNull(axis.Title));
        });
        Assert.All(report.Summary.Concat(report.Facts.Select(fact => fact.Value)), text =>
        {
            Assert.NotEmpty(text);
            Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Draw_OfAFigureByItsId_IsThatOfTheReport()
    {
        var context = Context("transformer");

        Assert.Equal(
            RunReport.Compose(context).Figures.First(figure => figure.Id == "loss-curves").Caption,
            context.Draw("loss-curves").Caption);
    }

    [Fact]
    public void Draw_OfAnUnknownFigure_NamesTheNearest()
    {
        var error = Assert.Throws<ArgumentException>(() => Context("transformer").Draw("loss-curve"));

        Assert.Contains("Did you mean 'loss-curves'?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_OfAFigureThatTheRunHasNothingFor_SaysSo() =>
        Assert.Throws<InvalidOperationException>(() => Context("no attention").Draw("attention-maps"));

    [Fact]
    public void Compose_OfATransformer_DrawsEveryFigureThatItsMeasuresAllow()
    {
        var context = Context("transformer");

        var drawn = RunReport.Compose(context).Figures.Select(figure => figure.Id).ToHashSet();

        string[] needKeys = ["embedding-circles", "excluded-per-frequency", "neuron-spectra", "ablations", "mechanism",
            "ideal-neurons"];
        var expected = FigureSet.Default.Figures.Where(figure => figure is not RunFigure<RepresentationView>)
            .Select(figure => figure.Id).Except(context.KeyFrequencies.Count == 0 ? needKeys : []);
        // Drawn where neurons read one.
        Assert.Equal(expected.Order(), drawn.Append("number-lines").Distinct().Order());
    }

    [Fact]
    public void Compose_OfAGroup_DrawsEveryFigureOfGroups()
    {
        var context = Context("group");

        var report = RunReport.Compose(context);
        var drawn = report.Figures.Select(figure => figure.Id).ToHashSet();

        string[] needKeys = ["group-neurons", "neuron-cosets"];
        var expected = FigureSet.Default.Figures.OfType<RunFigure<RepresentationView>>().Select(figure => figure.Id)
            .Except(context.Analysis.Keys.Count == 0 ? needKeys : []);
        Assert.Subset(drawn, expected.ToHashSet());
        Assert.DoesNotContain(report.Figures, figure => figure.Caption.Contains("of a sum", StringComparison.Ordinal));
    }

    [Fact]
    public void Catalogue_HasEveryFigure_WithAnIdOfItsOwn()
    {
        var types = typeof(RunFigure).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(RunFigure)) && !type.IsAbstract);

        Assert.Equal(
            types.Select(type => type.Name).Order(), FigureSet.Default.Figures.Select(figure => figure.GetType().Name).Order());
        Assert.Equal(FigureSet.Default.Figures.Count, FigureSet.Default.Figures.Select(figure => figure.Id).Distinct().Count());
        Assert.All(FigureSet.Default.Figures, figure => Assert.Matches("^[a-z]+(-[a-z]+)*$", figure.Id));
    }

    [Fact]
    public void Compose_IsTheSameEachTime()
    {
        var context = Context("transformer");

        Assert.Equal(HtmlReportWriter.Render(RunReport.Compose(context)), HtmlReportWriter.Render(RunReport.Compose(context)));
    }

    [Fact]
    public void FolderName_IsTextOnThePage()
    {
        var report = RunReport.Compose(runs.Of("transformer", "<script>alert(1)<"));

        Assert.DoesNotContain("<script>alert(1)", HtmlReportWriter.Render(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Summary_OfARunThatDidNotLearn_DoesNotClaimThatItDid()
    {
        var report = RunReport.Compose(Context("untrained"));

        Assert.Contains("had not learned its training pairs", report.Summary[1], StringComparison.Ordinal);
        Assert.DoesNotContain("grokked", string.Concat(report.Summary), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.0123456, "0.0123")]
    [InlineData(-999.4, "-999")]
    [InlineData(999.6, "1,000")]
    [InlineData(4310, "4,310")]
    [InlineData(99999, "99,999")]
    [InlineData(123456, "1.23e5")]
    [InlineData(4.85e-7, "4.85e-7")]
    public void Number_HasThreeDigits_AndNoPowerOfTenWhereItNeedsNone(double value, string expected) =>
        Assert.Equal(expected, Text.Number(value));

    [Theory]
    [InlineData(0.5, "50 %")]
    [InlineData(1.0, "100 %")]
    [InlineData(0.99996, "99.99 %")]
    [InlineData(0.9999999, "99.99 %")]
    public void Percent_IsNeverRoundedUpToAll(double share, string expected) => Assert.Equal(expected, Text.Percent(share));

    /// <summary>The runs, each trained and analysed once for all tests.</summary>
    public sealed class Runs : IDisposable
    {
        private readonly TempFolder temp = new();
        private readonly Dictionary<string, ReportContext> known = [];

        /// <summary>The report's context of a kind of run, in a folder of that name.</summary>
        public ReportContext Of(string kind, string? name = null)
        {
            var folder = temp.File(name ?? kind);
            if (!known.TryGetValue(folder, out var context))
            {
                Trainer.Train(Config(kind), folder, new TrainOptions { Threads = 1 });
                known[folder] = context = ReportContext.Of(Run.Open(folder));
            }
            return context;
        }

        public void Dispose() => temp.Dispose();
    }
}
