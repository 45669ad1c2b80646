using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class AnalyzerTests
{
    private const int P = 7;

    public static TheoryData<string> Families => [.. ArchitectureCatalogue.All.Select(family => family.Id)];

    [Theory]
    [MemberData(nameof(Families))]
    public void Analyze_ANetworkOfAnyFamily_WritesJsonWithoutThrowing(string family)
    {
        var separate = PairMlpFamily.Variants.FirstOrDefault(variant => variant.Id == family)?.SeparateVocabularies ?? false;
        var model = Toy.Model(P, config => config with
        {
            Architecture = family, EqualsSign = family == TransformerFamily.FamilyId, SeparateVocabularies = separate,
        });
        var analysis = Analyzer.Analyze(Toy.Evaluation(model, P, Toy.Split(P)));
        Assert.Equal(family, analysis.Architecture!.Family);
        Assert.NotNull(analysis.Progress["gini_neuron_logit"]);
        Assert.NotEmpty(AnalysisJson.Write(analysis));
    }

    [Fact]
    public void Analyze_ANetworkOnAGroupThatIsNotCyclic_HasLossesButNoFrequencies()
    {
        var group = OperationCatalogue.Create(GroupOperation.DihedralId, 10);
        var config = new ModelConfig { Architecture = "mlp-groups", DModel = 8, DMlp = 12, EqualsSign = false,
            SeparateVocabularies = true };
        var architecture = ArchitectureCatalogue.Find(config.Architecture).Build(config, group);
        var analysis = Analyzer.Analyze(
            new CheckpointEvaluation(
                FullBatchActivations.Of(new Model(architecture, WeightInit.Draw(architecture, 0)), group), Toy.Split(10)));
        Assert.NotNull(analysis.Loss.Train);
        Assert.Null(analysis.Fourier);
        Assert.Null(analysis.Circuits);
        Assert.Empty(analysis.Ablations);
        Assert.DoesNotContain("gini_embed", analysis.Progress.Values.Keys);
        Assert.NotNull(analysis.Progress["group_excluded_loss"]);
        Assert.Equal(("D5", GroupKind.Unsolved), (analysis.Groups!.Group, analysis.Groups.Verdict!.Value));
        Assert.Equal(analysis.Keys, AnalysisJson.Read(AnalysisJson.Write(analysis), "text").Keys);
        Assert.Contains("no addition modulo n", analysis.Notes["fourier"], StringComparison.Ordinal);
    }

    [Fact]
    public void Analyze_LogitsAlone_NotesWhyValuesAreMissing()
    {
        var analysis = Analyzer.Analyze(Toy.Evaluation(P, Make.IdealLogits(P, 2, 1)));
        Assert.Null(analysis.Loss.Train);
        Assert.Contains("not known", analysis.Notes["loss.train"], StringComparison.Ordinal);
        Assert.Contains("without a model", analysis.Notes["progress.gini_embed"], StringComparison.Ordinal);
        Assert.NotNull(analysis.Loss.All);
        Assert.NotNull(analysis.Progress["restricted_loss"]);
    }

    [Fact]
    public void Analyze_EveryNullNumber_HasANote()
    {
        var analysis = Analyzer.Analyze(Toy.Evaluation(P, Make.IdealLogits(P, 2, 1)));
        var missing = analysis.Progress.Values.Where(pair => pair.Value is null).Select(pair => "progress." + pair.Key)
            .Concat(analysis.Progress.PerFrequency.Where(pair => pair.Value is null).Select(pair => "progress." + pair.Key));
        Assert.All(missing, path => Assert.Contains(path, analysis.Notes.Keys));
    }

    [Fact]
    public void Analyze_HasEveryMeasureOfTheCatalogue()
    {
        var json = JsonNode.Parse(AnalysisJson.Write(Analyzer.Analyze(Toy.Evaluation(P, split: Toy.Split(P), keys: [1]))))!;
        foreach (var measure in MeasureSet.Default.For(ModularOperation.Add(P)))
        {
            string[] path = Regex.Match(measure.Id, "^(train|test|test_mirror_unseen|all)_(loss(?=_answers$)|accuracy$)")
                is { Success: true } split
                ? [split.Groups[2].Value, split.Groups[1].Value]
                : measure.Id == "logit_fraction_explained" ? ["fourier", measure.Id] : ["progress", measure.Id];
            Assert.True(json[path[0]]!.AsObject().ContainsKey(path[1]), measure.Id);
        }
    }

    [Fact]
    public void Analyze_ADeadNetwork_HasNoNaN()
    {
        var model = Toy.Model(P);
        Array.Clear(model.Weights.Buffer);
        var analysis = Analyzer.Analyze(Toy.Evaluation(model, P, Toy.Split(P)));
        Assert.Equal(Math.Log(P), analysis.Loss.All!.Value, 1e-12);
        Assert.Empty(analysis.KeyFrequencies);
        Assert.NotEmpty(AnalysisJson.Write(analysis));
    }
}
