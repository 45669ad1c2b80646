using System.Text.Json;
using Grokking.Testing;

namespace Grokking.Training.Tests;

public sealed class CheckpointTests : IDisposable
{
    // Float32 here against float64 there.
    private const double LogitTolerance = 1e-5;

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    private string Path => temp.File("step-000007.safetensors");

    private static (RunConfig Config, Weights Weights) Small(string golden = "one-layer")
    {
        var config = EngineGolden.Load(golden).Config;
        return (config, WeightInit.Draw(config.CreateArchitecture(), config.Model.Seed));
    }

    // Golden logits of a batch norm are those of training, and an equation with its end has two rows an example.
    public static TheoryData<string> Networks =>
        [.. EngineGolden.Names.Select(row => row.Data).Where(name => name is not ("one-hot-batch-norm" or "power-end"))];

    [Theory, MemberData(nameof(Networks))]
    public void Logits_OfACheckpoint_AgreeWithPyTorch(string name)
    {
        var (config, weights) = Small(name);
        Checkpoint.Write(Path, config, 7, weights);

        var logits = Checkpoint.Read(Path).Model.Run(EngineGolden.Load(name).Examples);

        var expected = EngineGolden.Load(name).Logits;
        Assert.Equal(expected.Length, logits.Count);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], logits.Span[i], LogitTolerance * (1 + Math.Abs(expected[i])));
        }
    }

    [Fact]
    public void Logits_ReproducedInPythonWithNumpyAlone_Agree()
    {
        var python = Python.With("numpy");
        Assert.SkipWhen(python is null, "needs python3 with numpy: apt-get install python3-numpy");
        var (config, weights) = Small();
        Checkpoint.Write(Path, config, 7, weights);
        var script =
            System.IO.Path.Combine(Fixtures.RepositoryRoot, "tests", "Training.Tests", "Checkpoints", "read_checkpoint.py");

        using var answer = JsonDocument.Parse(Python.Run(python!, ".", script, Path).Out);

        Assert.Equal(7, answer.RootElement.GetProperty("step").GetInt32());
        var model = new Model(config.CreateArchitecture(), weights);
        var logits = model.Run(Examples.All(config.CreateOperation(), config.CreateFormat()));
        var theirs = answer.RootElement.GetProperty("logits").EnumerateArray().SelectMany(row => row.EnumerateArray())
            .Select(value => value.GetDouble()).ToArray();
        Assert.Equal(logits.Count, theirs.Length);
        for (var i = 0; i < theirs.Length; i++)
        {
            Assert.Equal(theirs[i], logits.Span[i], LogitTolerance * (1 + Math.Abs(theirs[i])));
        }
    }

    [Fact]
    public void Write_ThenRead_GivesTheSameBitsAndConfig()
    {
        var (config, weights) = Small();

        Checkpoint.Write(Path, config, 7, weights);
        var read = Checkpoint.Read(Path);

        Assert.Equal(7, read.Step);
        Assert.Equal(weights.Buffer, read.Model.Weights.Buffer);
        Assert.Equal(ConfigJson.Write(config), ConfigJson.Write(read.Config));
    }

    [Fact]
    public void Read_OfAnotherArchitecture_NamesTheTensorAndBothShapes()
    {
        var (config, weights) = Small();
        Checkpoint.Write(Path, config with { Model = config.Model with { DMlp = 13 } }, 7, weights);

        var error = Assert.Throws<InvalidDataException>(() => Checkpoint.Read(Path));

        Assert.Contains(Path, error.Message, StringComparison.Ordinal);
        Assert.Contains("'blocks.0.mlp.W_in': expected [8, 13], got [8, 12]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WithoutOurMetadata_SaysWhatIsMissing()
    {
        var (_, weights) = Small();
        Safetensors.Write(
            Path, new NamedTensors(
                new Dictionary<string, Tensor> { ["embed.W_E"] = weights.W_E }, new Dictionary<string, string>()));

        var error = Assert.Throws<InvalidDataException>(() => Checkpoint.Read(Path));

        Assert.Contains("no 'config' and 'step'", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The file that it names is never opened: a pipe would be waited for, and what it holds be quoted.</summary>
    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/etc/passwd")]
    [InlineData("no such file")]
    public void Read_OfAConfigThatNamesASplitFile_RefusesItByName(string file)
    {
        var (config, weights) = Small();
        Checkpoint.Write(Path, config with { Split = new SplitConfig { File = file } }, 7, weights);

        foreach (
            var read in new Action[] { () => Checkpoint.Read(Path), () => CheckpointReader.Open(Path),
                () => TrainingState.Read(Path, weights.Table) })
        {
            var error = Assert.Throws<InvalidDataException>(read);
            Assert.Equal(
                $"{Path}, metadata 'config': split.file: expected none, since a checkpoint and a run hold their pairs, got "
                    + $"'{file}'; "
                + "it was not opened. Take it out, or give the pairs as split.train_pairs and split.test_pairs.", error.Message);
        }
    }

    /// <summary>A config may claim any network: what the tensors do not bear out takes no memory.</summary>
    [Fact]
    public void Read_OfAConfigThatClaimsALargeNetwork_AllocatesNothingForIt()
    {
        var (config, weights) = Small();
        Checkpoint.Write(Path, config with { Model = config.Model with { DMlp = 60_000, DModel = 2000, DHead = 4 } }, 7, weights);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidDataException>(() => Checkpoint.Read(Path));

        Assert.Contains(", 2000], got [", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public void Read_OfNaNWeights_NamesTheTensor()
    {
        var (config, weights) = Small();
        weights.W_U.Span[3] = float.NaN;
        Checkpoint.Write(Path, config, 7, weights);

        var error = Assert.Throws<InvalidDataException>(() => Checkpoint.Read(Path));

        Assert.Contains("'unembed.W_U' has NaN at element 3", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.3)]
    [InlineData(0.999)]
    public void Read_OfATruncatedFile_SaysSo(double kept)
    {
        var (config, weights) = Small();
        Checkpoint.Write(Path, config, 7, weights);
        var bytes = File.ReadAllBytes(Path);
        File.WriteAllBytes(Path, bytes[..(int)(bytes.Length * kept)]);

        var error = Assert.Throws<InvalidDataException>(() => Checkpoint.Read(Path));

        Assert.Contains(Path, error.Message, StringComparison.Ordinal);
    }
}
