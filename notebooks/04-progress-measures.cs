// 04-progress-measures.ipynb as a script: `dotnet run notebooks/04-progress-measures.cs` writes it as a page.
// Made by scripts/notebooks.cs; change the notebook, not this file.
#:project ../src/Reports/Reports.csproj
#:property PublishAot=false
using Grokking.Interp;
using Grokking.Reports;
using Grokking.Training;

var page = NotebookPage.ForScript(args);
void display(object? value) => page.Display(value);

page.Prose("""
# Progress measures

Grokking looks sudden because accuracy is a blunt instrument. Measures that know the algorithm show it to be gradual
([Nanda et al. 2023](https://arxiv.org/abs/2301.05217)). This notebook follows them through the checkpoints of a run, follows one frequency, and then does
an experiment that is in no table: it cuts out heads and neurons, at the end and all through training.
""");

page.Prose("""
## The timeline

One row a checkpoint, one column a measure. Measured on first use, and kept in the run's folder as `analysis/timeline.csv`.
""");

page.Code();
var folder = Environment.GetEnvironmentVariable("GROKKING_RUN") ?? "../runs/demo";
var run = Run.Open(folder);
var findings = run.Analyze();
var timeline = findings.Timeline;

display(Table.Of("The columns", MeasureSet.Default.Measures.Where(measure => timeline.Columns.Contains(measure.Id)).Select(measure => new
{
    Column = measure.Id, First = timeline[measure.Id][0], Last = timeline[measure.Id][^1], What = measure.Text,
})));

page.Prose("""
## Three phases

*Restricted*: all logits but the key frequencies' waves in a + b are taken away; what remains is the circuit alone. *Excluded*: those waves are taken away, and the
loss on the training pairs tells how much the network leans on memory. Three phases follow: memorisation, until the excluded loss is lowest; circuit
formation, in which the restricted loss falls and the excluded loss rises while the test accuracy stays low; cleanup, in which weight decay removes what was memorised.
""");

page.Code();
display(Figure.Of("The circuit grows before it shows", new Panel
{
    X = Axis.Linear("step"), Y = Axis.Log("loss", "nats"), Regions = Region.Of(findings.Phases),
    Traces =
    [
        timeline.Line("train_loss_answers", "train", ColourRole.Train),
        timeline.Line("test_loss_answers", "test", ColourRole.Test),
        timeline.Line("restricted_loss", "restricted", ColourRole.Restricted),
        timeline.Line("excluded_loss", "excluded", ColourRole.Excluded),
    ],
}));

page.Prose("""
Sparsity tells the same story from the weights: the Gini coefficient of the embedding's Fourier components rises towards 1 as few come to carry all, and the sum of squared
weights, which memorising drives up at first, falls.
""");

page.Code();
display(Figure.Of("Sparsity and weight norm", new Panel
{
    X = Axis.Linear("step"), Y = Axis.Linear("Gini coefficient", 0, 1), SecondY = Axis.Linear("sum of squared weights"),
    Regions = Region.Of(findings.Phases),
    Traces =
    [
        timeline.Line("gini_embed", "embedding"),
        timeline.Line("gini_neuron_logit", "neuron-logit map"),
        timeline.Line("sum_squared_weights", "weights (right)", ColourRole.Ink) with { OnSecondAxis = true },
    ],
}));

page.Prose("""
## Follow one frequency

Measures of single frequencies have a column for each key frequency. When does each become necessary?
""");

page.Code();
var keys = findings.Analysis.KeyFrequencies;

display(Figure.Of("Training loss without one frequency", new Panel
{
    X = Axis.Linear("step"), Y = Axis.Log("excluded loss", "nats"), Regions = Region.Of(findings.Phases),
    Traces = [.. keys.Select(k => timeline.Line($"excluded_loss_per_frequency_{k}", $"k = {k}"))],
}));

page.Prose("""
A measure of your own is one loop over the checkpoints. Here: each frequency's share of the embedding's power, the key frequencies and all others together.
""");

page.Code();
var power = run.Checkpoints.Select(checkpoint => checkpoint.Evaluate().Cyclic!.EmbeddingSpectrum!.Power).ToList();
double Share(IReadOnlyList<double> of, int k) => of[k - 1] / of.Sum();

display(Figure.Of("Who has the embedding's power", Axis.Linear("step"), Axis.Linear("share of the power", 0, 1),
[
    .. keys.Select(k => new LineTrace($"k = {k}", [.. run.Steps], [.. power.Select(of => Share(of, k))])),
    new LineTrace("all others", [.. run.Steps], [.. power.Select(of => 1 - keys.Sum(k => Share(of, k)))]),
]));

page.Prose("""
## Cut something out

A hook sees an activation on its way and may change it. This one sets what one head gathers to zero; `Score` runs the network with it on all pairs.
""");

page.Code();
var evaluation = run.Final.Evaluate();

var heads = Enumerable.Range(0, run.Config.Model.NHeads);
var withoutHead = heads.Select(head => evaluation.Score(Hook.ZeroAblate(HookNames.Z(0), axis: 2, head)).All).ToList();

display(Table.Of("One head cut out, all pairs",
    heads.Select(head => new { Head = head, withoutHead[head].Loss, withoutHead[head].Accuracy })));

page.Prose("""
The same through training, for the head whose absence is felt most: when does the network come to need it, and for which pairs?
""");

page.Code();
var most = heads.MaxBy(head => withoutHead[head].Loss);
var cut = Hook.ZeroAblate(HookNames.Z(0), axis: 2, most);
var without = run.Checkpoints.Select(checkpoint => checkpoint.Evaluate().Score(cut)).ToList();

LineTrace Dashed(string name, ColourRole colour, Func<SplitScores, Score?> of) =>
    new(name, [.. run.Steps], [.. without.Select(scores => of(scores)?.Accuracy)]) { Colour = colour, Dash = LineDash.Dash };

display(Figure.Of($"Accuracy with and without head {most}", new Panel
{
    X = Axis.Linear("step"), Y = Axis.Linear("accuracy", 0, 1.02), Regions = Region.Of(findings.Phases),
    Traces =
    [
        timeline.Line("train_accuracy", "train", ColourRole.Train),
        timeline.Line("test_accuracy", "test", ColourRole.Test),
        Dashed("train, head cut", ColourRole.Train, scores => scores.Train),
        Dashed("test, head cut", ColourRole.Test, scores => scores.Test),
    ],
}));

page.Prose("""
Look where the dashed curves meet: from there on the network treats the pairs that it was trained on like all others, and nothing of what was memorised is left.

Now neurons: all that one frequency explains are held at their mean over the pairs, so that they carry no signal. Beside them, as a control, as many neurons
drawn without regard to their frequency: if the clusters are real, it matters which are cut.
""");

page.Code();
var (clusters, random) = (evaluation.Cyclic!.Clusters!.Clusters, new Random(0));
int[] Draw(int count) => [.. Enumerable.Range(0, evaluation.Pairs.Activations.NeuronsPost!.Shape[1]).OrderBy(_ => random.Next()).Take(count)];
Hook Cut(IReadOnlyList<int> neurons) => Hook.MeanAblate(HookNames.MlpPost(0), axis: 2, neurons);

display(Table.Of("Loss over all pairs with neurons cut out", clusters.Select(cluster => new
{
    cluster.Frequency,
    Neurons = cluster.Neurons.Count,
    ItsNeuronsCut = evaluation.Score(Cut(cluster.Neurons)).All.Loss,
    AsManyDrawn = evaluation.Score(Cut(Draw(cluster.Neurons.Count))).All.Loss,
})));

page.Write(Console.Out);
