// 05-tables-and-plots.ipynb as a script: `dotnet run notebooks/05-tables-and-plots.cs` writes it as a page.
// Made by scripts/notebooks.cs; change the notebook, not this file.
#:project ../src/Reports/Reports.csproj
#:property PublishAot=false
using Grokking.Interp;
using Grokking.Reports;
using Grokking.Training;
using Microsoft.Data.Analysis;

var page = NotebookPage.ForScript(args);
void display(object? value) => page.Display(value);

page.Prose("""
# Tables and plots

What is found of a run is tables: losses over steps, measures over checkpoints, what carries each frequency. Here they are data frames of
*Microsoft.Data.Analysis*, which filters, groups and joins them, and *ScottPlot* draws them. [docs/tables.md](../docs/tables.md) describes every column.
""");

page.Prose("""
## Filter

One row a checkpoint, one column a measure, each with its type; what has no value is null. The checkpoints at which the network answers more than half of the pairs that it has not
been trained on:
""");

page.Code();
var folder = Environment.GetEnvironmentVariable("GROKKING_RUN") ?? "../runs/demo";
var run = Run.Open(folder);
var timeline = run.Analyze().Timeline.ToDataFrame();

DataFrame Select(DataFrame frame, params string[] columns) => new(columns.Select(column => frame[column]));

var grokked = timeline.Filter(timeline["test_accuracy"].ElementwiseGreaterThan(0.5));
display(Select(grokked, "step", "train_accuracy", "test_accuracy", "restricted_loss", "excluded_loss"));

page.Prose("""
## Group

One row a frequency of the last checkpoint. How much of the embedding's and of the neuron-logit map's power do the key frequencies have, and how much all others?
""");

page.Code();
var spectra = SpectraTable.Of(run.Analyze().Analysis).ToDataFrame();

display(spectra.GroupBy("key").Sum("embedding_power", "neuron_logit_power"));

page.Prose("""
## Join

The same run without weight decay, from notebook 01 or trained now, beside this one, step by step:
""");

page.Code();
var withoutDecay = run.Config with { Training = run.Config.Training with { WeightDecay = 0 } };
var other = Run.OpenOrTrain(folder + "-without-decay", withoutDecay);

var both = run.Metrics.ToDataFrame()
    .Merge(other.Metrics.ToDataFrame(), ["step"], ["step"], "", "_without_decay", JoinAlgorithm.Inner);

display(Select(both, "step", "train_accuracy", "test_accuracy", "train_accuracy_without_decay", "test_accuracy_without_decay").Tail(5));

page.Prose("""
## Plot

A picture, for a paper or a slide. Losses span many powers of ten: ScottPlot is given their logarithms, and ticks that say so.
""");

page.Code();
double[] Values(DataFrame frame, string column) =>
    [.. frame[column].Cast<object?>().Select(value => value is int whole ? whole : value as double? ?? double.NaN)];

var plot = new ScottPlot.Plot();
void Curve(DataFrame frame, string column, string name)
{
    var curve = plot.Add.ScatterLine(Values(frame, "step"), [.. Values(frame, column).Select(Math.Log10)]);
    (curve.LegendText, curve.LineWidth) = (name, 2);
}

Curve(both, "train_loss", "train");
Curve(both, "test_loss", "test");
Curve(both, "test_loss_without_decay", "test, without weight decay");
Curve(timeline, "restricted_loss", "restricted");

plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
{
    IntegerTicksOnly = true,
    LabelFormatter = power => $"1e{power:0}",
    MinorTickGenerator = new ScottPlot.TickGenerators.LogMinorTickGenerator(),
};
plot.Title("Losses with and without weight decay");
plot.XLabel("step");
plot.YLabel("loss in nats");
plot.ShowLegend(ScottPlot.Alignment.LowerLeft);
plot.Font.Set(PlotFont.Name); // the font of this library's pictures, wherever it runs

display(plot);

page.Prose("""
## Keep

As Parquet, which keeps the types and which DuckDB, pandas and Polars read; `WriteCsv` writes CSV. Read back, it is the same frame to the last bit.
""");

page.Code();
both.ToTypedTable().WriteParquet($"{folder}-both.parquet");

display(Select(DataFrames.ReadParquet($"{folder}-both.parquet"), "step", "test_loss", "test_loss_without_decay").Head(3));

page.Write(Console.Out);
