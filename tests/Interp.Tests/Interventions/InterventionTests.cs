using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class InterventionTests
{
    private const int P = 7;
    // Two float32 runs that differ by rounding.
    private const double Single = 1e-4;

    [Fact]
    public void Ids_AreDifferentAndSnakeCase()
    {
        var ids = Intervention.All.Select(intervention => intervention.Id).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[a-z]+(_[a-z]+)*$", id));
    }

    [Fact]
    public void All_HasEveryInterventionOfTheAssembly()
    {
        var written =
            typeof(Intervention).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(Intervention)));
        Assert.Equal(
            written.Select(type => type.Name).Order(), Intervention.All.Select(i => i.GetType().Name).Distinct().Order());
    }

    [Fact]
    public void Run_OnProjectedNeurons_MovesTheLogitsByWhatTheMapSays()
    {
        // Without a layer behind the MLP, logits change by (N' − N)·W_Lᵀ.
        var evaluation = Toy.Evaluation(P, keys: [1, 2]);
        var view = evaluation.Cyclic!;
        var directions = NeuronDirections.Orthonormal(view.NeuronLogitSpectrum!, view.Basis, view.KeyFrequencies);
        var neurons = Matrix.From(view.Pairs.Activations.NeuronsPost!);
        var removed = new Matrix(neurons.Rows, neurons.Columns);
        TensorPrimitives.Subtract(neurons.Span, Projection(neurons, directions).Span, removed.Span);
        var logits = view.Logits.Clone();
        TensorPrimitives.Subtract(logits.Span, removed.TimesTransposed(view.W_L!).Span, logits.Span);
        var expected = Toy.View(P, logits).Scores.All.Loss;
        Assert.Equal(expected, Find("neurons_in_key_directions").Run(evaluation).All.Loss, Single);
    }

    [Fact]
    public void Run_ZeroSkip_LeavesTheNeuronsAndBiasAlone()
    {
        var evaluation = Toy.Evaluation(P);
        var view = evaluation.Cyclic!;
        var logits = Matrix.From(view.Pairs.Activations.NeuronsPost!).TimesTransposed(view.W_L!);
        Assert.Equal(Toy.View(P, logits).Scores.All.Loss, Find("zero_skip").Run(evaluation).All.Loss, Single);
    }

    [Fact]
    public void Orthonormal_OfRepeatedDirections_LeavesThemOut()
    {
        // A map of one frequency that writes the cosine only: one direction.
        var map = new Matrix(P, 3);
        for (var c = 0; c < P; c++)
        {
            map[c, 1] = Math.Cos(2 * Math.PI * 2 * c / P);
        }
        var basis = new FourierBasis(P);
        var directions = NeuronDirections.Orthonormal(new FourierSpectrum(basis, map), basis, [2]);
        Assert.Equal(1, directions.Rows);
        Assert.Equal(1, Math.Abs(directions[0, 1]), 1e-14);
    }

    [Fact]
    public void Project_KeepsWhatLiesInTheSpanAndLeavesNothingOfIt()
    {
        var rows = Make.Random(5, 4);
        var directions = new Matrix(1, 4, [0.5, 0.5, 0.5, 0.5]);
        var kept = Projection(rows, directions);
        Assert.Equal(rows.TimesTransposed(directions)[2, 0], kept.TimesTransposed(directions)[2, 0], 1e-14);
        var left = rows.Clone();
        TensorPrimitives.Subtract(rows.Span, kept.Span, left.Span);
        Assert.Equal(0, left.TimesTransposed(directions)[2, 0], 1e-14);
    }

    [Fact]
    public void Run_WhereItDoesNotApply_SaysWhy()
    {
        var error =
            Assert.Throws<InvalidOperationException>(() => Find("zero_skip").Run(Toy.Evaluation(P, new Matrix(P * P, P))));
        Assert.Contains("without a model", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhyNot_PolynomialsOfARandomNetwork_SaysThatNoNeuronIsExplained() =>
        Assert.Contains(
            "explains no neuron", Find("polynomial_neurons").WhyNot(Toy.Evaluation(P)) ?? "", StringComparison.Ordinal);

    private static Matrix Projection(Matrix rows, Matrix directions)
    {
        var projections = new Matrix(rows.Rows, rows.Columns);
        for (var row = 0; row < rows.Rows; row++)
        {
            NeuronDirections.Project(rows.Row(row), directions, projections.Row(row));
        }
        return projections;
    }

    private static Intervention Find(string id) => Intervention.All.Single(intervention => intervention.Id == id);
}
