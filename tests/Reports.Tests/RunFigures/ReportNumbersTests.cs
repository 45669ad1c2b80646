using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Reports.Tests;

/// <summary>Every number that the page of a run shows is one that its files hold, under the name that the page gives
/// it.</summary>
public sealed class ReportNumbersTests(ReportNumbersTests.Page page) : IClassFixture<ReportNumbersTests.Page>
{
    private static readonly string[] OfTheRow = ["circuits.frequencies", "circuits.clusters", "fourier.neuron_clusters"];

    [Fact]
    public void Evidence_IsThatOfAnalysisJson()
    {
        var table = Table("The circles of the embedding");
        Assert.NotEmpty(table.Rows);
        Assert.All(table.Rows, row => Assert.All(EvidenceTable.Columns.Index(), column =>
        {
            var expected = Number(InRow(column.Item.Key, int.Parse(row[0], CultureInfo.InvariantCulture)))?.ToString(
                $"F{column.Item.Decimals}", CultureInfo.InvariantCulture) ?? "–";
            Assert.Equal((column.Item.Key, expected), (column.Item.Key, row[column.Index + 2]));
        }));
    }

    [Fact]
    public void TheNetworkAsAWhole_IsThatOfAnalysisJson() =>
        Assert.All(
            Table("The network as a whole").Rows,
            row => Assert.Equal((row[2], Text.Number(Number(At(row[2])))), (row[2], row[1])));

    [Fact]
    public void ModeFamilies_AreThoseOfAnalysisJson() => Assert.Equal(
        At("circuits.mode_families")!.AsArray()
            .Select(family => (Text.Percent(Number(family!["power_share"])), Text.Percent(Number(family["accuracy"])))),
        Table("The two-dimensional Fourier modes").Rows.Select(row => (row[1], row[2])));

    [Fact]
    public void Measures_AreTheLastRowOfTheTimeline() =>
        Assert.All(
            Table("Measures of the final checkpoint").Rows,
            row => Assert.Equal((row[0], Text.Number(page.Context.Timeline[row[0]][^1])), (row[0], row[1])));

    [Theory]
    [InlineData("final test accuracy", "accuracy.test")]
    [InlineData("final test loss", "loss.test")]
    public void Facts_AreThoseOfAnalysisJson(string name, string key)
    {
        var shown = page.Report.Facts.Single(fact => fact.Name == name).Value;
        Assert.Equal(
            key.StartsWith("loss", StringComparison.Ordinal)
                ? Text.Number(Number(At(key))) + " nats" : Text.Percent(Number(At(key))), shown);
    }

    [Fact]
    public void TheSentence_HasTheAccuraciesOfAnalysisJson()
    {
        var reason = (string)At("circuits.reason")!;
        Assert.Contains(
            $"{At("circuits.verdict")}: {reason}.", string.Join(' ', page.Report.Summary), StringComparison.OrdinalIgnoreCase);
        var shown = Regex.Match(
            reason, "with attention frozen, accuracy (?:falls from (?<all>[0-9.]+ %) to|stays at) (?<frozen>[0-9.]+ %)");
        Assert.True(shown.Success, reason);
        Assert.Equal(Text.Percent(Number(At("circuits.attention_frozen.accuracy"))), shown.Groups["frozen"].Value);
        Assert.True(
            !shown.Groups["all"].Success || shown.Groups["all"].Value == Text.Percent(Number(At("accuracy.all"))), reason);
    }

    [Theory]
    [InlineData("blind-lines", "circuits.distance_irrelevance.correct", true)]
    [InlineData("circuit-plane", "circuits.distance_irrelevance.runner_up", false)]
    [InlineData("circuit-plane", "circuits.gradient_symmetricity.value", false)]
    [InlineData("logit-cosines", "fourier.logit_fraction_explained", true)]
    [InlineData("logit-cosines", "progress.trig_loss", false)]
    [InlineData("neuron-logit-map", "fourier.neuron_logit_fit.residual", true)]
    [InlineData("input-gradients", "circuits.gradient_symmetricity.value", false)]
    [InlineData("logit-cosines", "loss.all", false)]
    public void Captions_HaveTheNumbersOfAnalysisJson(string figure, string key, bool isShare)
    {
        var value = Number(At(key));
        Assert.Contains(
            isShare ? Text.Percent(value) : Text.Number(value), page.Report.Figures.Single(item => item.Id == figure).Caption,
            StringComparison.Ordinal);
    }

    [Fact]
    public void LossesOverTheAnswersAndOverAllClasses_HaveTwoNames()
    {
        var first = Run.Open(page.Context.Folder).Metrics[0];
        Assert.Equal(first.TrainLoss, page.Context.Timeline["train_loss_all_classes"][0]!.Value, 1e-6);
        Assert.True(Math.Abs(first.TrainLoss - page.Context.Timeline["train_loss_answers"][0]!.Value) > 1e-3);
        Assert.DoesNotContain("train_loss", page.Context.Timeline.Columns);
        Assert.Equal("loss over all classes", Panel("loss-curves").Y.Title);
        Assert.Equal("loss over the answers", Panel("progress-measures").Y.Title);
    }

    private Panel Panel(string figure) => page.Report.Figures.Single(item => item.Id == figure).Panels[0];

    private Table Table(string caption) =>
        page.Report.Sections.SelectMany(section => section.Blocks).OfType<Table>()
            .Single(table => table.Caption.StartsWith(caption, StringComparison.Ordinal));

    private JsonNode? At(string path) => path.Split('.').Aggregate((JsonNode?)page.Json, (node, key) => node![key]);

    // Of a list by frequency, the entry of one.
    private JsonNode? InRow(string path, int k)
    {
        var list = OfTheRow.Single(start => path.StartsWith(start + ".", StringComparison.Ordinal));
        var entry = At(list)!.AsArray().SingleOrDefault(item => (int)(item!["k"] ?? item["frequency"])! == k);
        return entry?[path[(list.Length + 1)..]];
    }

    private static double? Number(JsonNode? node) => node?.GetValue<double>();

    /// <summary>A run that groks, its page and its analysis.json.</summary>
    public sealed class Page : IDisposable
    {
        private readonly TempFolder temp = new();

        public Page()
        {
            var config =
                SmallRun.Config with { Task = new TaskConfig { P = 29 }, Split = new SplitConfig { TrainFraction = 0.7 } };
            var run = Run.OpenOrTrain(
                temp.File("run"), config with { Training = config.Training with { MaxSteps = 3000, CheckpointEvery = 500 } });
            Context = ReportContext.Of(run);
            Report = RunReport.Compose(Context);
            Json = JsonNode.Parse(File.ReadAllText(run.Paths.AnalysisJson))!;
        }

        public ReportContext Context { get; }

        public HtmlReport Report { get; }

        public JsonNode Json { get; }

        public void Dispose() => temp.Dispose();
    }
}
