// 02-fourier-inside.ipynb as a script: `dotnet run notebooks/02-fourier-inside.cs` writes it as a page.
// Made by scripts/notebooks.cs; change the notebook, not this file.
#:project ../src/Reports/Reports.csproj
#:property PublishAot=false
using Grokking.Interp;
using Grokking.Reports;
using Grokking.Training;

var page = NotebookPage.ForScript(args);
void display(object? value) => page.Display(value);

page.Prose("""
# Fourier inside

A network that adds modulo p does it with waves. This notebook follows them by hand through one checkpoint: into the embedding, through the neurons, out
of the logits; and finds the few frequencies that matter.
""");

page.Prose("""
## A checkpoint under study

An *evaluation* is a checkpoint with its network run on all pairs; whatever is asked of it is computed once. Addition mod p is a cyclic group, and the *view*
of the network as one that adds has its Fourier numbers. Pair (a, b) is row a·p + b everywhere.
""");

page.Code();
var folder = Environment.GetEnvironmentVariable("GROKKING_RUN") ?? "../runs/demo";
var run = Run.Open(folder);
var evaluation = run.Final.Evaluate();
var view = evaluation.Cyclic!;
var (p, basis) = (view.N, view.Basis);

display($"{run.Operation.Description}, step {run.Final.Step}: {evaluation.Scores.All.Accuracy:p1} of all pairs right");

page.Prose("""
## Into the embedding

W_E gives each number v a vector. Read it downwards: each of its columns is a function of v, and a function on Z_p is a sum of waves cos(2πkv/p) and
sin(2πkv/p), k = 1 … ⌊p/2⌋. At the start all frequencies are alike; at the end a few carry nearly everything.
""");

page.Code();
var start = new FourierSpectrum(basis, run.Load(0).Evaluate().Cyclic!.W_E!);
var final = new FourierSpectrum(basis, view.W_E!);

display(Figure.Of("Embedding power by frequency", Axis.Linear("frequency k"), Axis.Linear("squared length"),
    new BarTrace("at the start", [.. basis.Frequencies], [.. start.Power]) { Colour = ColourRole.Muted },
    new BarTrace("at the end", [.. basis.Frequencies], [.. final.Power]) { Colour = ColourRole.Highlight }));

page.Prose("""
A cosine and a sine of one frequency make a circle. Here is each number in the plane of each key frequency, coloured by its angle.
""");

page.Code();
display(EmbeddingCirclesFigure.Of(view));

page.Prose("""
## Through the neurons

To add two angles one must multiply: cos(x + y) = cos x · cos y − sin x · sin y. Products arise where the network is not linear: in attention, and in the
ReLU of the neurons. Take the activations of all pairs, and of the neurons the one that a single frequency explains best.
""");

page.Code();
var cache = run.Final.Model.RunWithCache(run.Final.Pairs, [HookNames.MlpPost(0)]);
var activations = cache[HookNames.MlpPost(0)];    // [p², pos, d_mlp]
var last = activations.Shape[1] - 1;              // "=", where the answer is read off

var clusters = view.Clusters!;
var neuron = Enumerable.Range(0, clusters.Frequencies.Count).MaxBy(i => clusters.FractionsExplained[i]);
var map = Grid.Of(p, p, (a, b) => activations[(a * p) + b, last, neuron]);

display(Figure.Of($"Neuron {neuron} over all pairs, of frequency {clusters.Frequencies[neuron]}",
    Panel.Map("", "b", "a", map, ColourScale.Sequential("activation"))));

page.Prose("""
Its two-dimensional Fourier transform has a handful of cells: component 2k − 1 is the cosine of frequency k, component 2k the sine, in a down the rows and in b
along the columns. What lies at the edge is a function of a or b alone; what lies inside is a product.
""");

page.Code();
var waves = basis.Forward2D(new Matrix(p * p, 1, map.Cells.ToArray()));
var withoutMean = Grid.Of(p, p, (i, j) => i + j == 0 ? 0 : waves[(i * p) + j, 0]);

display(Figure.Of($"Neuron {neuron} in the Fourier basis",
    Panel.Map("", "component in b", "component in a", withoutMean, ColourScale.Diverging("coefficient"))));

page.Prose("""
Most neurons are of that kind: one frequency explains at least 85 % of what they do.
""");

page.Code();
display(Table.Of("Neurons by frequency", clusters.Clusters.Select(cluster => new
{
    cluster.Frequency, Neurons = cluster.Neurons.Count, ShareExplained = cluster.FractionExplained,
})));

page.Prose("""
## Out of the logits

If the network adds angles, its logit for the answer c must be a sum of cos(2πk(a + b − c)/p): largest where c is right, for every k at once. The
amplitudes α of the best such sum, and how much of the logits' variance the strongest few explain:
""");

page.Code();
var fit = view.CosineFit;
var strongest = basis.Frequencies.OrderByDescending(k => Math.Abs(fit.Amplitudes[k - 1])).ToList();

display(Figure.Of("Cosines of a + b − c in the logits", Axis.Linear("frequency k"), Axis.Linear("amplitude α"),
    new BarTrace("amplitude", [.. basis.Frequencies], [.. fit.Amplitudes]) { Colour = ColourRole.Highlight }));
display(Table.Of("The strongest of them", Enumerable.Range(1, Math.Min(5, strongest.Count)).Select(count => new
{
    Frequencies = strongest.Take(count), ShareExplained = fit.FractionExplained([.. strongest.Take(count)]),
})));

page.Prose("""
## The key frequencies, by hand

Three places, three lists. Frequencies that are in all of them are candidates for the algorithm.
""");

page.Code();
var inEmbedding = final.FrequenciesAbove(0.5);
int[] inNeurons = [.. clusters.Clusters.Where(cluster => cluster.Neurons.Count >= 5).Select(cluster => cluster.Frequency)];
int[] inLogits = [.. basis.Frequencies.Where(k => fit.Amplitudes[k - 1] > 0.5 * fit.Amplitudes[strongest[0] - 1])];
int[] byHand = [.. inEmbedding.Intersect(inNeurons).Intersect(inLogits)];

var places = new Dictionary<string, IReadOnlyList<int>>
{
    ["embedding"] = inEmbedding, ["neurons"] = inNeurons, ["logits"] = inLogits, ["all three"] = byHand,
    ["the library's choice"] = view.KeyFrequencies,
};
display(Table.Of("Where a frequency shows", places.Select(row => new { Place = row.Key, Frequencies = row.Value })));

page.Prose("""
A frequency that shows is not yet one that matters. Cut it: the *restricted* logits keep only the waves of the chosen frequencies in a + b, the *excluded* ones
lose them. If these are the key frequencies, the first answers everything and the second nothing.
""");

page.Code();
var judged = run.Final.Evaluate(byHand).Cyclic!;

var results = new Dictionary<string, Score>
{
    ["as they are"] = judged.Scores.All,
    ["restricted to them"] = judged.RestrictedExcluded.Restricted.All,
    ["without them"] = judged.RestrictedExcluded.Excluded.All,
};
display(Table.Of("All pairs", results.Select(row => new { Logits = row.Key, row.Value.Loss, row.Value.Accuracy })));

page.Write(Console.Out);
