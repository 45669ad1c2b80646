namespace Grokking.Training.Tests;

public sealed class SweepGridTests
{
    private static readonly RunConfig Small = new()
    {
        Task = new TaskConfig { P = 7 },
        Split = new SplitConfig { TrainFraction = 0.6 },
        Model = new ModelConfig { DModel = 8, NHeads = 2 },
        Training = new TrainingConfig { MaxSteps = 20, LogEvery = 5, CheckpointEvery = 10 },
    };

    [Fact]
    public void Plan_HasEveryCombination_LastAxisFastest()
    {
        var plan = Read("""{ "base": "demo", "axes": { "weight_decay": [0.5, 1], "train_fraction": { "from": 0.1, "to": 0.3, "step": 0.1 } }, "seeds": "0..1" }""").Plan();

        Assert.Equal(12, plan.Runs.Count);
        Assert.Equal(["weight_decay", "train_fraction", "seed"], plan.Settings);
        Assert.Equal(
            [0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.1, 0.1, 0.2, 0.2, 0.3, 0.3],
            plan.Runs.Select(run => run.Config.Split.TrainFraction));
        Assert.Equal([0, 1], plan.Runs.Take(2).Select(run => run.Config.Model.Seed));
    }

    [Theory]
    [InlineData("""{ "from": 16, "to": 128, "factor": 2 }""", new[] { 16, 32, 64, 128 })]
    [InlineData("""{ "from": 10, "to": 40, "count": 4 }""", new[] { 10, 20, 30, 40 })]
    [InlineData("""{ "from": 10, "to": 41, "step": 10 }""", new[] { 10, 20, 30, 40 })]
    [InlineData("\"3..5\"", new[] { 3, 4, 5 })]
    public void Axis_CanBeARange(string range, int[] expected) => Assert.Equal(
        expected, Read($$"""{ "base": "demo", "set": { "d_head": 4, "n_heads": 2 }, "axes": { "d_mlp": {{range}} } }""").Plan().Runs.Select(run => run.Config.Model.DMlp!.Value));

    [Fact]
    public void Cases_ChangeSettingsTogether()
    {
        var plan = Read("""{ "base": "demo", "cases": [ { "task.id": "mod-add", "task.p": 11 }, { "task.id": "dihedral", "task.p": 22 } ] }""").Plan();

        Assert.Equal([("mod-add", 11), ("dihedral", 22)], plan.Runs.Select(run => (run.Config.Task.Id, run.Config.Task.P)));
    }

    [Fact]
    public void Exclude_LeavesOutWhatHasAllOfItsSettings()
    {
        var plan = Read("""{ "base": "demo", "axes": { "weight_decay": [1, 2], "d_model": [16, 32] }, "exclude": [ { "training.weight_decay": 2, "d_model": 16 } ] }""").Plan();

        Assert.Equal(
            [(1, 16), (1, 32), (2, 32)],
            plan.Runs.Select(run => ((int)run.Config.Training.WeightDecay, run.Config.Model.DModel)));
    }

    [Fact]
    public void Draws_OfOneSeed_AreTheSameAndWithinTheirRange()
    {
        const string grid = """
            { "base": "demo", "draws": { "count": 40, "seed": 3, "settings": { "weight_decay": { "from": 0.1, "to": 10, "scale": "log" }, "d_mlp": { "from": 8, "to": 32, "whole": true },
              "activation": ["relu", "gelu"] } } }
            """;
        var (first, second) = (Read(grid).Plan(), Read(grid).Plan());
        var other = Read(grid.Replace("\"seed\": 3", "\"seed\": 4", StringComparison.Ordinal)).Plan();

        Assert.Equal(first.Runs.Select(run => run.Id), second.Runs.Select(run => run.Id));
        Assert.NotEqual(first.Runs.Select(run => run.Id), other.Runs.Select(run => run.Id));
        Assert.All(first.Runs, run => Assert.InRange(run.Config.Training.WeightDecay, 0.1, 10));
        Assert.All(first.Runs, run => Assert.InRange(run.Config.Model.DMlp!.Value, 8, 32));
        // Even in the logarithm: about half lie below 1. Of 40 fair coins fewer than 8 heads have a chance of 2 in 10^5.
        Assert.InRange(first.Runs.Count(run => run.Config.Training.WeightDecay < 1), 8, 32);
        Assert.Equal(2, first.Runs.Select(run => run.Config.Model.Activation).Distinct().Count());
    }

    [Theory]
    [InlineData("""{ "axes": {} }""", "'base': expected a preset's id or a config, got nothing")]
    [InlineData("""{ "base": "demoo" }""", "Did you mean 'demo'?")]
    [InlineData("""{ "base": "demo", "axis": {} }""", "'axis' is no key of a grid")]
    [InlineData("""{ "base": "demo", "axes": { "weight_decay": 3 } }""", "'axes.weight_decay': expected a list of values")]
    [InlineData("""{ "base": "demo", "axes": { "weight_decay": [] } }""", "'axes.weight_decay': expected a list of values")]
    [InlineData("""{ "base": "demo", "axes": { "weight_decay": { "from": 1, "to": 2 } } }""", "expected one of step above 0, factor above 1")]
    [InlineData("""{ "base": "demo", "axes": { "weight_decay": { "from": 2, "to": 1, "step": 0.5 } } }""", "from the smaller to the larger")]
    [InlineData("""{ "base": "demo", "axes": { "weight_decay": { "from": 0, "to": 2, "stepp": 1 } } }""", "Did you mean 'step'?")]
    [InlineData("""{ "base": "demo", "draws": { "count": 2, "seed": 0, "settings": { "weight_decay": { "from": 0, "to": 1, "scale": "log" } } } }""", "between numbers above 0")]
    [InlineData("""{ "base": "demo", "seeds": "4..0" }""", "'seeds': expected a list of values")]
    [InlineData("""[1]""", "'grid': expected an object, got [1]")]
    public void Read_OfWhatIsNoGrid_NamesTheKeyAndWhatCame(string json, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Plan_WithASettingThatThereIsNot_NamesTheNearest() => Assert.Contains(
        "Did you mean 'weight_decay'?", Assert.Throws<ArgumentException>(() => Read("""{ "base": "demo", "axes": { "weight_dcay": [1] } }""").Plan()).Message, StringComparison.Ordinal);

    [Fact]
    public void Plan_WithAConfigThatIsNotValid_NamesTheRun() => Assert.Contains(
        "run train_fraction=2: --set: split.train_fraction",
        Assert.Throws<InvalidDataException>(() => new SweepGrid(Small).Over("train_fraction", 2).Plan()).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Plan_OfTooMany_SaysHowMany() => Assert.Contains(
        "at most 100,000 runs, got 1,000,000", Assert.Throws<ArgumentException>(() =>
            new SweepGrid(Small).OverSeeds(1000).Over("split.seed", Enumerable.Range(0, 1000).Cast<object>()).Plan()).Message,
                StringComparison.Ordinal);

    [Fact]
    public void Plan_WrittenAndRead_IsTheSame()
    {
        using var folder = new TempFolder();
        var plan = new SweepGrid(Small).Over("task.id", "mod-add", "mod-sub").OverSeeds(2).Plan();

        var read = SweepPlan.ReadFile(folder.Write("plan.json", plan.ToJson()));

        Assert.Equal(plan.ToJson(), read.ToJson());
        Assert.Equal(plan.Runs.Select(run => run.Config), read.Runs.Select(run => run.Config));
    }

    [Fact]
    public void ReadFile_OfAnIdThatLeadsOutOfTheFolder_IsRefused()
    {
        using var folder = new TempFolder();
        var plan = new SweepGrid(Small).Plan();
        var file = folder.Write("plan.json", plan.ToJson().Replace(plan.Runs[0].Id, "../elsewhere", StringComparison.Ordinal));

        Assert.Contains(
            "id: expected lower-case letters", Assert.Throws<InvalidDataException>(() => SweepPlan.ReadFile(file)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Id_IsASlugAndAHash() => Assert.Matches(
        "^weight-decay-0\\.5-seed-3-[0-9a-f]{10}$",
        new SweepGrid(Small).Over("weight_decay", 0.5).Over("model.seed", 3).Plan().Runs[0].Id);

    [Fact]
    public void Id_StaysWhereNothingButTheWayOfWorkChanges()
    {
        var settings = new Dictionary<string, string>();
        var id = PlannedRun.IdOf(Small, settings);

        Assert.Equal(
            id, PlannedRun.IdOf(
                Small with { Training = Small.Training with { KeepStates = false, Engine = "cpu", Device = "cpu" } }, settings));
        Assert.NotEqual(id, PlannedRun.IdOf(Small with { Training = Small.Training with { LearningRate = 2e-3 } }, settings));
        Assert.NotEqual(id, PlannedRun.IdOf(Small with { Model = Small.Model with { Seed = 1 } }, settings));
    }

    [Fact]
    public void Id_OfAForkFollowsTheStateAndNotItsPlace()
    {
        var settings = new Dictionary<string, string>();
        RunConfig Fork(string run, char digit) => Small with { Fork = new ForkSource(run, 10, new string(digit, 64)) };

        Assert.Equal(PlannedRun.IdOf(Fork("/a", '0'), settings), PlannedRun.IdOf(Fork("/b", '0'), settings));
        Assert.NotEqual(PlannedRun.IdOf(Fork("/a", '0'), settings), PlannedRun.IdOf(Fork("/a", '1'), settings));
    }

    [Fact]
    public void Shards_HaveEachRunOnce()
    {
        var plan = new SweepGrid(Small).OverSeeds(11).Plan();

        var shards = Enumerable.Range(1, 4).Select(i => plan.Shard(new SweepShard(i, 4)).ToList()).ToList();

        Assert.Equal([3, 3, 3, 2], shards.Select(shard => shard.Count));
        Assert.Equal(plan.Runs.Select(run => run.Id).Order(), shards.SelectMany(shard => shard).Select(run => run.Id).Order());
    }

    [Theory]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("1")]
    [InlineData("1/2/3")]
    [InlineData("a/b")]
    public void Shard_ThatIsNone_IsRefused(string text) =>
        Assert.Contains(
            "expected i/n", Assert.Throws<ArgumentException>(() => SweepShard.Parse(text)).Message, StringComparison.Ordinal);

    private static SweepGrid Read(string json) => SweepGrid.Read(json, "grid.json");
}
