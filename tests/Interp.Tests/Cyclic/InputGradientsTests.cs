using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class InputGradientsTests
{
    private const int P = 13;

    private static IReadOnlyList<(int A, int B, int C)> Triples { get; } = GradientSymmetricity.PublishedSample(P, 5);

    [Fact]
    public void Of_APizza_IsTheSameForBothOperands() =>
        Assert.All(Of(HandBuilt.Pizza(P, 2, 5)),
            item => Assert.All(item.Left.Zip(item.Right), pair => Assert.Equal(pair.First, pair.Second, 1e-5)));

    [Fact]
    public void Of_ATorus_DiffersBetweenTheOperands() =>
        Assert.Contains(Of(HandBuilt.Torus(P, 2, 5)),
            item => item.Left.Zip(item.Right).Any(pair => Math.Abs(pair.First - pair.Second) > 0.1));

    [Fact]
    public void Of_AnyNetwork_IsWhatMovingAnEmbeddingDoesToTheLogit()
    {
        var model = Toy.Model(P);
        var view = Toy.Evaluation(model, P).Cyclic!;
        var components = PrincipalComponents.Of(view.W_E!)!.Directions;

        var found = InputGradients.Of(view, components, Triples);

        foreach (var (item, (a, b, c)) in found.Zip(Triples))
        {
            for (var component = 0; component < 3; component++)
            {
                Assert.Equal(Slope(view, a, b, c, position: 0, components.Row(component).ToArray()), item.Left[component], 2e-3);
                Assert.Equal(Slope(view, a, b, c, position: 1, components.Row(component).ToArray()), item.Right[component], 2e-3);
            }
        }
    }

    [Fact]
    public void Cosine_OverAllTriples_AveragesToTheSymmetricity()
    {
        var view = Toy.Evaluation(Toy.Model(5), 5).Cyclic!;
        var triples = Enumerable.Range(0, 125).Select(i => (i / 25, i / 5 % 5, i % 5)).ToList();

        var cosines = InputGradients.Of(view, new Matrix(0, 16), triples).Select(item => item.Cosine);

        Assert.Equal(view.GradientSymmetricity!.Value!.Value, cosines.Average()!.Value, 1e-6);
    }

    private static IReadOnlyList<InputGradients> Of(Model model)
    {
        var view = Toy.Evaluation(model, P).Cyclic!;
        return InputGradients.Of(view, PrincipalComponents.Of(view.W_E!)!.Directions, Triples);
    }

    // Central difference of logit c along a direction of the embedding at one position.
    private static double Slope(CyclicView view, int a, int b, int c, int position, double[] direction)
    {
        const double step = 1e-2;
        var examples = new Examples(view.Pairs.Activations.Operation, view.Pairs.Activations.Format, [(a * P) + b]);
        double At(double length) => view.Pairs.Model.Run(examples, new Hook(HookNames.Embed, tensor =>
        {
            for (var i = 0; i < direction.Length; i++)
            {
                tensor[0, position, i] += (float)(length * direction[i]);
            }
        }))[0, c];
        return (At(step) - At(-step)) / (2 * step);
    }
}
