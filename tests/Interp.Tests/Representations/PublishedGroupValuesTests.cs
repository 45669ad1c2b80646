using System.Globalization;
using Grokking.Testing;
using Grokking.Training;

namespace Grokking.Interp.Tests;

/// <summary>What the published networks of groups are as a whole, what the authors say of them, and where that is
/// corrected.</summary>
[Collection(PublishedGroups.Collection)]
[Trait("lane", "full")]
public sealed class PublishedGroupValuesTests
{
    public static TheoryData<string> Ids => PublishedGroups.Ids;

    [Theory, MemberData(nameof(Ids))]
    public void LogitsMarginsAndNeurons_AreThose(string id)
    {
        var network = PublishedGroups.Get(id);
        var (group, expected) = (network.Representations.Group, network.Values.GetProperty("all_pairs"));
        var (sum, squares, hidden, hiddenSquares, margins) = (0.0, 0.0, 0.0, 0.0, new List<double>());
        for (var pair = 0; pair < network.Logits.Rows; pair++)
        {
            var row = network.Logits[pair].ToArray();
            var answer = group.Product(pair / group.Order, pair % group.Order);
            margins.Add(row[answer] - row.Where((_, z) => z != answer).Max());
            (sum, squares) = (sum + row.Sum(), squares + row.Sum(value => value * value));
            var neurons = network.Neurons[pair].ToArray();
            (hidden, hiddenSquares) = (hidden + neurons.Sum(), hiddenSquares + neurons.Sum(value => value * value));
        }
        var count = (double)network.Logits.Rows * group.Order;

        Near("accuracy", margins.Count(margin => margin > 0) / (double)margins.Count);
        Near("margin_min", margins.Min());
        Near("margin_mean", margins.Average());
        Near("logits_mean", sum / count);
        Near("logits_std_population", Math.Sqrt((squares / count) - Math.Pow(sum / count, 2)));
        Near("logits_frobenius", Math.Sqrt(squares));
        Near("hidden_mean", hidden / ((double)network.Neurons.Rows * network.Neurons.Columns));
        Near("hidden_frobenius", Math.Sqrt(hiddenSquares));

        void Near(string name, double actual) => PublishedGroups.AssertNear(expected.GetProperty(name).GetDouble(), actual, name);
    }

    /// <summary>Of Z_113 the shares of representations are the powers of frequencies: that of frequency 1 in the transformer's
    /// embedding, of which the logits know nothing, among them.</summary>
    [Theory]
    [InlineData("C113_MLP_seed1", "W_x@W[:e]", "W_y@W[e:]", "W_U^T")]
    [InlineData("C113_T_seed1", "embed.W_E[:-1]", "embed.W_E[:-1]", "(W_out@W_U)^T")]
    public void Shares_OfTheCyclicGroup_AreThePowersOfFrequencies(string id, string first, string second, string output)
    {
        var network = PublishedGroups.Get(id);
        var tables = network.Values.GetProperty("dft_power").GetProperty("tables");

        (string Table, Matrix Matrix)[] all =
        [
            (first, network.EmbeddingFirst), (second, network.EmbeddingSecond), (output, network.NeuronLogitMap),
        ];
        foreach (var (table, matrix) in all)
        {
            var shares = network.Representations.Shares(matrix);
            foreach (var (k, fraction) in tables.GetProperty(table).GetProperty("fraction").EnumerateArray().Index())
            {
                var irrep = network.Representations.Irreps[k];
                Assert.Equal(k == 0 ? "trivial" : $"freq_{k}", irrep.Name);
                PublishedGroups.AssertNear(fraction.GetDouble(), shares[k], $"{table} {k}");
            }
        }
    }

    /// <summary>A key frequency that the embedding hardly has is the double of one that it has: the ReLU makes it.</summary>
    [Fact]
    public void KeyFrequencies_ThatTheEmbeddingLacks_AreSecondHarmonics()
    {
        var network = PublishedGroups.Get("C113_MLP_seed1");
        var shares = network.Representations.Shares(network.EmbeddingFirst);
        var fit = new CharacterFit(network.Representations, network.Logits);
        var names = fit.KeyIrreps().Select(irrep => irrep.Name["freq_".Length..]);
        var keys = names.Select(name => int.Parse(name, CultureInfo.InvariantCulture)).ToList();
        var embedded = keys.Where(k => shares[k] > 0.005).ToList();

        Assert.Equal((13, 8), (keys.Count, embedded.Count));
        var doubles = embedded.Select(k => Math.Min(2 * k % 113, 113 - (2 * k % 113)));
        Assert.All(keys.Except(embedded), k => Assert.Contains(k, doubles));
    }

    [Theory]
    [InlineData("S5_MLP_seed1")]
    [InlineData("C113_MLP_seed1")]
    public void LargestShares_OfNeurons_AreThose(string id)
    {
        var network = PublishedGroups.Get(id);
        var energies = network.Representations.Energies(network.First);
        double[] largest =
        [
            .. Enumerable.Range(0, energies.Columns)
                .Select(neuron => Enumerable.Range(0, energies.Rows).Select(i => energies[i, neuron]).ToArray())
                .Where(of => of.Sum() >= 1).Select(of => of.Max() / of.Sum()).Order(),
        ];
        var expected = network.Values.GetProperty("neuron_clusters").GetProperty("dominant_irrep_energy_fraction_of_on_neurons");

        PublishedGroups.AssertNear(expected.GetProperty("min").GetDouble(), largest[0], "min");
        var median = (largest[(largest.Length - 1) / 2] + largest[largest.Length / 2]) / 2;
        PublishedGroups.AssertNear(expected.GetProperty("median").GetDouble(), median, "median");
    }

    /// <summary>Numbers about logits are right for every group whose characters are: those of each representation, and of all
    /// together.</summary>
    [Theory]
    [InlineData("C113_MLP_seed1")]
    [InlineData("C113_T_seed1")]
    [InlineData("D59_T_seed1")]
    [InlineData("S5_MLP_seed1")]
    public void LogitLosses_AreTheAuthors(string id)
    {
        var network = PublishedGroups.Get(id);
        var fit = new CharacterFit(network.Representations, network.Logits);
        var losses = new LogitLosses(network.Representations, network.Logits, fit);
        var keys = fit.KeyIrreps();

        Published("total_logit_restricted_loss", losses.RestrictedToCharacters(keys));
        Published("total_logit_excluded_loss", losses.WithoutCharacters(network.Train, keys));
        Published("percent_logits_explained", fit.FractionExplained);
        foreach (var irrep in keys)
        {
            Published($"logit_{irrep.Name}_rep_trace_similarity", fit.Similarities[network.Representations.IndexOf(irrep)]);
            Published($"logit_restricted_loss_{irrep.Name}_rep", losses.RestrictedToCharacters(irrep));
            Published($"logit_excluded_loss_{irrep.Name}_rep", losses.WithoutCharacters(network.Train, irrep));
        }

        void Published(string name, double actual) =>
            PublishedGroups.AssertNear(network.Summary.GetProperty(name).GetDouble(), actual, name);
    }

    [Fact]
    public void SumOfSquaredWeights_IsTheAuthors()
    {
        var weights = CheckpointReader.Open(Fixtures.Path("groups", "S5_MLP_seed1", "model.pt")).Model.Weights;
        var squares = new[] { weights.W_E, weights["l1.W"], weights.W_U }
            .Sum(tensor => tensor.Span.ToArray().Sum(value => (double)value * value));

        var expected = PublishedGroups.Get("S5_MLP_seed1").Summary.GetProperty("sum_of_squared_weights").GetDouble();
        PublishedGroups.AssertNear(expected, squares, "squares");
    }

    /// <summary>Where the authors' code errs, what they print and what it is. Columns made of rounding let single pairs of
    /// Z_113 through; a turn by an axis that is not of length one is no representation of A5.</summary>
    [Theory]
    [InlineData("C113_T_seed1", "total_hidden_restricted_loss", 2.259498e-2, "restricted_loss_all_pairs", 6.078743e-7)]
    [InlineData("C113_T_seed1", "total_hidden_excluded_loss", 9.768059, "excluded_loss_train", 9.341004)]
    [InlineData("A5_T_seed1", "total_hidden_restricted_loss", 1.395021e-3, "restricted_loss_all_pairs", 1.400352e-8)]
    [InlineData("A5_T_seed1", "total_hidden_excluded_loss", 15.64973, "excluded_loss_train", 16.39178)]
    public void HiddenLosses_OfTheAuthors_AreCorrected(string id, string name, double published, string exactName, double exact)
    {
        var network = PublishedGroups.Get(id);
        var keys = new CharacterFit(network.Representations, network.Logits).KeyIrreps();
        var means = new PairMeans(network.Representations, network.Neurons);
        var losses = new HiddenLosses(means, network.Neurons, network.NeuronLogitMap);

        PublishedGroups.AssertNear(published, network.Summary.GetProperty(name).GetDouble(), name);
        PublishedGroups.AssertNear(exact, network.Total(exactName), exactName);
        PublishedGroups.AssertNear(exact, exactName.StartsWith("restricted", StringComparison.Ordinal)
            ? losses.Restricted(keys).Loss : losses.Excluded(network.Train, keys), exactName);
    }

    [Fact]
    public void KeysAndEmbedding_OfThePublishedA5_AreCorrected()
    {
        var network = PublishedGroups.Get("A5_T_seed1");
        var fit = new CharacterFit(network.Representations, network.Logits);
        var (one, other) = (network.Representations["a5_3d_a"], network.Representations["a5_3d_b"]);

        var published = File.ReadAllLines(Fixtures.Path("groups", "A5_T_seed1", "key_reps.txt"));
        Assert.Equal(["a5_3d_a", "a5_3d_b"], published.Where(line => line.Length > 0));
        Assert.Equal([one], fit.KeyIrreps());
        Assert.Equal(0.838, fit.Similarities[network.Representations.IndexOf(one)], 5e-4);
        Assert.Equal(8e-5, fit.Similarities[network.Representations.IndexOf(other)], 5e-6);
        PublishedGroups.AssertNear(0.9462353, network.Summary.GetProperty("percent_x_embed_explained").GetDouble(), "published");
        var shares = network.Representations.Shares(network.EmbeddingFirst);
        PublishedGroups.AssertNear(0.9978469, shares[network.Representations.IndexOf(one)], "exact");
    }
}
