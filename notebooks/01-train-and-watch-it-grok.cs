// 01-train-and-watch-it-grok.ipynb as a script: `dotnet run notebooks/01-train-and-watch-it-grok.cs` writes it as a page.
// Made by scripts/notebooks.cs; change the notebook, not this file.
#:project ../src/Reports/Reports.csproj
#:property PublishAot=false
using Grokking.Interp;
using Grokking.Reports;
using Grokking.Training;

var page = NotebookPage.ForScript(args);
void display(object? value) => page.Display(value);

page.Prose("""
# Train a network and watch it grok

A one-layer transformer learns a + b mod 53 from 40 % of the pairs. It has the training pairs by heart within a few hundred steps; the pairs that it was
never shown it answers thousands of steps later, and then almost all at once. This notebook trains it, shows the delay, looks inside, and asks what
makes it happen.
""");

page.Prose("""
## Train

A run is a folder: config, metrics, checkpoints. The next cell opens the one that `./grokking demo` makes, or trains it now, in about half a minute.
Stop the cell and run it again: training goes on where it stopped, with the same bits. The environment variable `GROKKING_RUN` names another run.
""");

page.Code();
var folder = Environment.GetEnvironmentVariable("GROKKING_RUN") ?? "../runs/demo";
var run = Run.OpenOrTrain(folder, PresetCatalogue.Demo.Config, at =>
{
    if (at.Row.Step % 500 == 0)
        Console.WriteLine($"step {at.Row.Step}: train loss {at.Row.TrainLoss:e1}, test accuracy {at.Row.TestAccuracy:p0}");
});

page.Prose("""
Everything that determines the run is in its config. On one machine the same config gives the same bits, at any number of threads.
""");

page.Code();
display(ConfigJson.Write(run.Config));

page.Prose("""
## The delay

Every figure of the run's report can be had here by its name. The first look takes a few seconds: it measures all checkpoints, and keeps the result in
the run's folder.
""");

page.Code();
var context = ReportContext.Of(run);
display(context.Draw("loss-curves"));

page.Prose("""
Chance is one answer in p. Note that the test *loss* first rises far above that of guessing: a network that has memorised is confidently wrong about the
rest.

## What happens meanwhile

From outside, little happens between the two jumps. Inside, each number of the embedding moves to its place on a few circles. Pull the slider.
""");

page.Code();
display(context.Draw("embedding-circles"));

page.Prose("""
The progress measures of [Nanda et al. (2023)](https://arxiv.org/abs/2301.05217) see this from the logits. The *restricted* loss keeps only the waves of
the key frequencies, the *excluded* loss removes them. When the restricted loss falls and the excluded loss rises, the network has begun to
use the circuit, long before the test loss says so. `04-progress-measures` takes them apart.
""");

page.Code();
display(context.Draw("progress-measures"));

page.Prose("""
## Compare two runs

Does it need weight decay? The same config without it, trained beside the first, and the two curves in one figure.
""");

page.Code();
var withoutDecay = run.Config with { Training = run.Config.Training with { WeightDecay = 0 } };
var other = Run.OpenOrTrain(folder + "-without-decay", withoutDecay);

LineTrace Accuracy(string name, Run of) =>
    new(name, [.. of.Metrics.Select(row => row.Step)], [.. of.Metrics.Select(row => row.TestAccuracy)]);

display(Figure.Of("With and without weight decay", Axis.Linear("step"), Axis.Linear("test accuracy", 0, 1.02),
    Accuracy($"weight decay {run.Config.Training.WeightDecay}", run), Accuracy("no weight decay", other)));

page.Prose("""
Both runs fit their training pairs. Only weight decay makes it worth while to give up memorised answers, which cost large weights, for a circuit that
serves all pairs at once.
""");

page.Write(Console.Out);
