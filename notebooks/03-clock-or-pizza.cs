// 03-clock-or-pizza.ipynb as a script: `dotnet run notebooks/03-clock-or-pizza.cs` writes it as a page.
// Made by scripts/notebooks.cs; change the notebook, not this file.
#:project ../src/Reports/Reports.csproj
#:property PublishAot=false
using Grokking.Interp;
using Grokking.Reports;
using Grokking.Training;

var page = NotebookPage.ForScript(args);
void display(object? value) => page.Display(value);

page.Prose("""
# Clock or pizza?

Two networks can both add modulo p with circles and yet run different algorithms. A *clock* multiplies cosines and sines and so adds the two angles. A *pizza*
averages the two points on the circle and reads the angle off their middle, which fails where a and b lie opposite each other: there the middle is the
centre, whatever the angle ([Zhong et al. 2023](https://arxiv.org/abs/2306.17844)). This notebook looks for the difference.
""");

page.Prose("""
## The networks

Any number of checkpoints, of runs of your own or as a paper's authors published them: `.safetensors`, `.pt` and `.pth` are read, and nothing in a file is
executed. `./grokking train pizza-a` and `./grokking train clock-b` train the paper's two kinds. The variable `GROKKING_CHECKPOINT` adds a file.
""");

page.Code();
var folder = Environment.GetEnvironmentVariable("GROKKING_RUN") ?? "../runs/demo";
var networks = new Dictionary<string, ICheckpoint> { ["the run"] = Run.Open(folder).Final };
// networks["pizza-a"] = Run.Open("../runs/pizza-a").Final;
if (Environment.GetEnvironmentVariable("GROKKING_CHECKPOINT") is { Length: > 0 } file)
    networks["the file"] = CheckpointReader.Open(file);

var views = networks.ToDictionary(network => network.Key, network => network.Value.Evaluate().Cyclic!);
display(Table.Of("Networks", views.Select(network => new
{
    Network = network.Key, network.Value.N, network.Value.Scores.All.Accuracy, network.Value.KeyFrequencies,
})));

page.Prose("""
## Circles

Both algorithms begin with numbers on circles, one for each key frequency.
""");

page.Code();
foreach (var (name, view) in views)
{
    if (EmbeddingCirclesFigure.Of(view) is { } circles)
        display(circles with { Title = $"Embedding circles of {name}" });
}

page.Prose("""
## The blind lines

For the pair (a, b), look only at the logit of the right answer. A pizza's depends on how far apart a and b are: it is weak along the lines a − b = const
where the two are opposite on a circle. A clock's does not.
""");

page.Code();
foreach (var (name, view) in views)
{
    display(BlindLineFigure.Of(view) with { Title = $"The right answer's logit of {name}" });
}

page.Prose("""
Two numbers of the paper sum this up. *Distance irrelevance* is the share of the logits' spread that remains within a line: near 0 in a pizza, near 1 in a clock.
*Gradient symmetricity* asks whether a and b are treated alike: 1 in a pizza, which adds the two embeddings; lower in a clock.
""");

page.Code();
display(Table.Of("The paper's two numbers", networks.Select(network => new
{
    Network = network.Key,
    GradientSymmetricity = GradientSymmetricity.Of(network.Value).Value,
    DistanceIrrelevance = DistanceIrrelevance.Of(views[network.Key]).RunnerUp,
})));

page.Prose("""
## Stop the clock

A transformer multiplies in attention: the weight on a depends on b. Freeze that weight to its mean over all pairs, and attention can add but no longer
multiply. A pizza does not notice; a clock loses its product.
""");

page.Code();
var frozen = Hook.MeanAblate(HookNames.Pattern(0));
var withAttention = views.Where(network => network.Value.Pairs.Activations.Pattern is not null);

display(Table.Of("Attention frozen to its mean", withAttention.Select(network => new
{
    Network = network.Key,
    Accuracy = network.Value.Scores.All.Accuracy,
    AccuracyFrozen = network.Value.Pairs.Score(frozen).All.Accuracy,
})));

page.Prose("""
## The verdict, circle by circle

One network may use several algorithms at once. The library runs it with one circle of the embedding alone, fits the logits with the pattern of a clock,
cos(ω(a + b − c)), and of a pizza, |cos(ω(a − b)/2)|·cos(ω(a + b − c)) (1 is a perfect fit), and asks how that frequency's neurons come by their signal:
the *second-order share* is what of their variance is a function of a + b, which takes a product to make.
""");

page.Code();
foreach (var (name, network) in networks)
{
    var circuits = network.Analyze().Circuits!;
    display(Table.Of($"{name}: {circuits.Verdict}. {circuits.Reason}", circuits.Frequencies.Select(circle => new
    {
        circle.K, circle.Kind, FitClock = circle.FveClock, FitPizza = circle.FvePizza, circle.AccuracyAlone,
    })));
}

page.Write(Console.Out);
