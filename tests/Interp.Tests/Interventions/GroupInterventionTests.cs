using Grokking.Testing;
using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class GroupInterventionTests
{
    /// <summary>relu(x) and relu(−x) are |x| half each: flipping both signs and |·| of the published S5 network keep most
    /// answers, flipping one turns the answer away.</summary>
    [Fact]
    public void Interventions_OnThePublishedS5_TellEvenFromOdd()
    {
        var evaluation = CheckpointReader.Open(Fixtures.Path("groups", "S5_MLP_seed1", "model.pt")).Evaluate();

        Assert.True(Run("flipped_first", evaluation).Accuracy < 0.1);
        Assert.True(Run("flipped_both", evaluation).Accuracy > 0.9);
        Assert.True(Run("absolute_neurons", evaluation).Accuracy > 0.9);
        Assert.True(Run("swapped_embeddings", evaluation).Accuracy < 0.1);
    }

    [Fact]
    public void Interventions_OfAnAddition_AreNotThere()
    {
        var evaluation = Toy.Evaluation(7, split: Toy.Split(7));

        Assert.All(Intervention.All.Where(intervention => intervention is InputIntervention or AbsoluteNeurons),
            intervention => Assert.Null(intervention.PairsOf(evaluation)));
    }

    private static Score Run(string id, CheckpointEvaluation evaluation) =>
        Intervention.All.First(intervention => intervention.Id == id).Run(evaluation).All;
}
