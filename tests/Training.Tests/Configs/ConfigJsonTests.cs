using System.Globalization;

namespace Grokking.Training.Tests;

public sealed class ConfigJsonTests
{
    [Theory]
    [InlineData("", "AdamW")]
    [InlineData("optimizer=sgd loss=mse weight_noise=0.01", "SGD, loss mse, weight noise")]
    [InlineData(
        "optimizer=muon decay=to_init gradient_filter=ema anneal_steps=10",
        "Muon, decay to_init, cosine schedule, gradient filter ema")]
    public void Method_OfAConfig_IsToldInWords(string settings, string words) =>
        Assert.Equal(
            words, ConfigJson.With(
                new RunConfig(), settings.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Training.Method());

    [Fact]
    public void Write_ThenRead_GivesTheSameConfig()
    {
        var config = PresetCatalogue.Mainline.Config with
        {
            Model = new ModelConfig { Activation = ActivationKind.Gelu, DHead = 7, AttentionRate = 0.25 },
            Split = new SplitConfig { TrainPairs = [1, 2], TestPairs = [3] },
        };

        var read = ConfigJson.Read(ConfigJson.Write(config), "test");

        Assert.Equal(ConfigJson.Write(config), ConfigJson.Write(read));
    }

    [Fact]
    public void Read_OfAnEmptyObject_GivesTheDefaults() =>
        Assert.Equal(ConfigJson.Write(new RunConfig()), ConfigJson.Write(ConfigJson.Read("{}", "test")));

    [Theory]
    [InlineData("""{ "training": { "weight_dcay": 1 } }""", "'training.weight_dcay' is not a setting; did you mean 'training.weight_decay'?")]
    [InlineData("""{ "modle": {} }""", "'modle' is not a setting; did you mean 'model'?")]
    [InlineData("""{ "training": { "max_steps": "many" } }""", "'training.max_steps': expected a whole number, got \"many\"")]
    [InlineData("""{ "model": { "activation": "swish" } }""", "'model.activation': expected one of identity, relu, gelu, tanh, quadratic, abs, quartic, got \"swish\"")]
    [InlineData("""{ "model": null }""", "'model': expected an object, got null")]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "expected a JSON object")]
    [InlineData("""{ "schema": 2 }""", "schema: expected 1, got 2")]
    [InlineData("""{ "task": { "id": "mod-ad" } }""", "task.id: 'mod-ad' is unknown. Did you mean 'mod-add'? Known: alternating, dihedral, group, mod-add, ")]
    [InlineData("""{ "task": { "p": 1 } }""", "task.p: expected 2 to 1009, got 1")]
    [InlineData("""{ "split": { "train_fraction": 0 } }""", "split.train_fraction: expected above 0 and below 1, got 0")]
    [InlineData("""{ "split": { "train_fraction": 1 } }""", "split.train_fraction: expected above 0 and below 1, got 1")]
    [InlineData("""{ "model": { "n_heads": 3 } }""", "model.n_heads: expected a divisor of d_model = 128, got 3")]
    [InlineData("""{ "model": { "attention_rate": 1.5 } }""", "model.attention_rate: expected 0 to 1, got 1.5")]
    [InlineData("""{ "model": { "architecture": "transfomer" } }""", "Did you mean 'transformer'?")]
    [InlineData("""{ "training": { "max_steps": -5 } }""", "training.max_steps: expected 0 to 100000000, got -5")]
    [InlineData("""{ "training": { "batch_size": 0 } }""", "training.batch_size: expected 1")]
    [InlineData("""{ "task": { "p": 5, "p": 7 } }""", "'p' occurs twice in 'task', the second time on line 1")]
    [InlineData("""{ "model": { "architecture": null } }""", "'model.architecture': expected text, got null")]
    [InlineData("""{ "task": { "id": null } }""", "'task.id': expected text, got null")]
    [InlineData("""{ "split": { "file": "" } }""", "split.file: expected the path of a JSON file, got ''")]
    [InlineData("""{ "split": { "file": "a\u0000" } }""", "split.file: expected the path of a JSON file, got 'a\uFFFD'")]
    [InlineData("""{ "split": { "train_pairs": [1, null], "test_pairs": [] } }""", "'split.train_pairs[1]': expected an array of whole numbers, got null")]
    [InlineData("""{ "split": { "train_pairs": [0, 12769], "test_pairs": [] } }""", "split.train_pairs[1]: expected a pair index 0 to 12768, got 12769")]
    [InlineData("""{ "split": { "train_pairs": [4], "test_pairs": [3, 4] } }""", "split.test_pairs[1]: pair 4 occurs twice")]
    [InlineData("""{ "split": { "train_pairs": [], "test_pairs": [3] } }""", "split.train_pairs: expected at least one pair, got none")]
    [InlineData("""{ "fork": { "step": 1 } }""", "fork: expected run, the path of a folder, and sha256, 64 hexadecimal digits")]
    [InlineData("""{ "task": { "id": "\ud800" } }""", "line 1 has a text that is not valid Unicode")]
    [InlineData("""{ "model": { "d_model": 8192, "d_mlp": 65536, "n_layers": 4 } }""",
        "model.d_model: the network would have 5,370,896,384 weights, 21.5 GB as float32; at most 500,000,000 are taken. Lower "
            + "d_model from 8192: half of it leaves 2,685,579,264.")]
    [InlineData("""{ "model": { "architecture": "mlp-beta", "equals_sign": false, "d_mlp": 65536 } }""", "model.d_mlp: the network would have 4,")]
    [InlineData("""{ "model": { "d_model": 8192, "n_heads": 256, "d_head": 8192, "d_mlp": 1 } }""", "model.d_model: the network would have 68,7")]
    public void Read_OfBadInput_NamesSourceKeyAndFault(string json, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => ConfigJson.Read(json, "my.json"));

        Assert.StartsWith("my.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfSeveralProblems_ReportsThemAll()
    {
        var error = Assert.Throws<InvalidDataException>(
            () => ConfigJson.Read("""{ "task": { "p": 0 }, "training": { "max_steps": -1, "log_every": 0 } }""", "my.json"));

        Assert.Equal(3, error.Message.Split(Environment.NewLine).Length);
    }

    [Fact]
    public void With_SetsByLastNameOrWholePath()
    {
        var changed = ConfigJson.With(
            new RunConfig(), ["max_steps=300", "training.learning_rate=2e-3", "activation=gelu", "split.seed=5", "d_mlp=null"]);

        Assert.Equal(300, changed.Training.MaxSteps);
        Assert.Equal(2e-3, changed.Training.LearningRate);
        Assert.Equal(ActivationKind.Gelu, changed.Model.Activation);
        Assert.Equal(5, changed.Split.Seed);
    }

    [Theory]
    [InlineData("max_step=3", "'max_step' is not a setting.")]
    [InlineData("seed=3", "'seed' could be 'split.seed' or 'model.seed'")]
    [InlineData("max_steps", "expected key=value, got 'max_steps'")]
    public void With_OfABadKey_SaysWhatIsKnown(string setting, string expected)
    {
        var error = Assert.Throws<ArgumentException>(() => ConfigJson.With(new RunConfig(), [setting]));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_OfABadValue_SaysWhatWasExpected()
    {
        var error = Assert.Throws<InvalidDataException>(() => ConfigJson.With(new RunConfig(), ["max_steps=2.5"]));

        Assert.Contains("'training.max_steps': expected a whole number, got 2.5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_UnderACultureWithCommas_WritesPoints()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Contains("\"learning_rate\": 0.001", ConfigJson.Write(new RunConfig()), StringComparison.Ordinal);
            Assert.Equal("1,0.5,0.25,,,1.5,0.1", new MetricsRow(1, 0.5, 0.25, null, null, 1.5, 0.1).ToLine());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
