using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>Each mistake ends with exit code 2, nothing on standard output, and a message that says what to do.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("'trian' is not a command. Did you mean 'train'? Known: ", "trian")]
    [InlineData("'tran' is not a command. Did you mean 'train'? Known: ", "tran", "demo")]
    [InlineData("'--jsn' is not an option of this command. Did you mean '--json'?\nSee 'grokking analyze --help'.", "analyze", "runs/demo", "--jsn")]
    [InlineData("--step: expected the folder of a run, which has several checkpoints, got model.pt.", "analyze", "model.pt", "--step", "77")]
    [InlineData("--out: the report of ", "report", "/", "--out", "there")]
    [InlineData("'--bogus' is not an option of this command.\nSee 'grokking --help'.", "--bogus")]
    [InlineData("train: expected PRESET|CONFIG.json, got nothing.\nSee 'grokking train --help'.", "train")]
    [InlineData("preset 'mainlin' is unknown. Did you mean 'mainline'? Known: ", "train", "mainlin")]
    [InlineData("Did you mean 'mainline'?", "train", "mainlin")]
    [InlineData("'--thread' is not an option of this command. Did you mean '--threads'?", "train", "mainline", "--thread", "2")]
    [InlineData("train: 'other' is one argument too many.", "train", "mainline", "other")]
    [InlineData("--threads: expected N, got nothing.", "train", "mainline", "--threads")]
    [InlineData("--threads: expected a whole number, 1 to 1024, got 'two'.", "train", "mainline", "--threads", "two")]
    [InlineData("--threads: expected a whole number, 1 to 1024, got '0'.", "train", "mainline", "--threads", "0")]
    [InlineData("--threads: expected once, got more.", "train", "mainline", "--threads", "1", "--threads", "2")]
    [InlineData("--engine: 'cpuu' is unknown. Did you mean 'cpu'? Known: auto, cpu, fused, torch.", "train", "mainline", "--engine", "cpuu")]
    [InlineData("device: the engine 'fused' computes on 'cpu', got 'cuda'.", "train", "mainline", "--engine", "fused", "--device", "cuda")]
    [InlineData("expected one of them, got both.", "train", "mainline", "--resume", "--force")]
    [InlineData("--fork begins a new run and --resume goes on with one: expected one of them, got both.", "train", "runs/x", "--resume", "--fork", "5")]
    [InlineData("--fork: expected the folder of a run, got mainline.", "train", "mainline", "--fork", "5")]
    [InlineData("--fork: expected a whole number, 0 to 100000000, got 'half'.", "train", "mainline", "--fork", "half")]
    [InlineData("--set: 'weight_dcay' is not a setting. Did you mean 'weight_decay'? Known: ", "train", "mainline", "--set", "weight_dcay=1")]
    [InlineData("Did you mean 'weight_decay'?", "train", "mainline", "--set", "weight_dcay=1")]
    [InlineData("--set: 'seed' could be 'split.seed' or 'model.seed'; give the whole path.", "train", "mainline", "--set", "seed=1")]
    [InlineData("--set: expected key=value, got 'max_steps'.", "train", "mainline", "--set", "max_steps")]
    [InlineData("'training.max_steps': expected a whole number, got \"many\".", "train", "mainline", "--set", "max_steps=many")]
    [InlineData("training.max_steps: expected 0 to 100000000, got -5.", "train", "mainline", "--set", "max_steps=-5")]
    [InlineData("task.p: expected 2 to 1009, got 1.", "train", "mainline", "--set", "p=1")]
    [InlineData("task.p: expected 2 to 1009, got 2000.", "train", "mainline", "--set", "p=2000")]
    [InlineData("model.n_heads: expected a divisor of d_model = 128, got 3; or set d_head.", "train", "mainline", "--set", "n_heads=3")]
    [InlineData("split.train_fraction: expected above 0 and below 1, got 1.5.", "train", "mainline", "--set", "train_fraction=1.5")]
    [InlineData("split.train_fraction: expected above 0 and below 1, got 0.", "train", "mainline", "--set", "train_fraction=0")]
    [InlineData("--seeds: expected SEEDS, got nothing.", "train", "demo", "--seeds")]
    [InlineData("--seeds: expected whole numbers from 0 to 2147483647, such as 0..31 or 0,3,7, got ''.", "train", "demo", "--seeds", "")]
    [InlineData("--seeds: expected whole numbers from 0 to 2147483647, such as 0..31 or 0,3,7, got '0,,1'.", "train", "demo", "--seeds", "0,,1")]
    [InlineData("--seeds: expected whole numbers from 0 to 2147483647, such as 0..31 or 0,3,7, got '-1'.", "train", "demo", "--seeds", "-1")]
    [InlineData("--seeds: expected whole numbers from 0 to 2147483647, such as 0..31 or 0,3,7, got '-1..3'.", "train", "demo", "--seeds", "-1..3")]
    [InlineData("--seeds: expected whole numbers from 0 to 2147483647, such as 0..31 or 0,3,7, got '0..'.", "train", "demo", "--seeds", "0..")]
    [InlineData("--seeds: expected whole numbers from 0 to 2147483647, such as 0..31 or 0,3,7, got '0...3'.", "train", "demo", "--seeds", "0...3")]
    [InlineData("--seeds: expected whole numbers from 0 to 2147483647, such as 0..31 or 0,3,7, got '0..1..2'.", "train", "demo", "--seeds", "0..1..2")]
    [InlineData("--seeds: expected whole numbers from 0 to 2147483647, such as 0..31 or 0,3,7, got '2147483648'.", "train", "demo", "--seeds", "2147483648")]
    [InlineData("--seeds: expected a range from the smaller to the larger seed, got '3..1'. Did you mean '1..3'?", "train", "demo", "--seeds", "3..1")]
    [InlineData("--seeds: expected each seed once, got 2 more often: '0..3,2'.", "train", "demo", "--seeds", "0..3,2")]
    [InlineData("--seeds: expected at most 1,000 seeds, got more: '0..1000'.", "train", "demo", "--seeds", "0..1000")]
    [InlineData("--seeds: expected at most 1,000 seeds, got more: '0..2147483647'.", "train", "demo", "--seeds", "0..2147483647")]
    [InlineData("--seeds sets model.seed of each run: expected no --set of it, got 'model.seed=1'.", "train", "demo", "--seeds", "0,1", "--set", "model.seed=1")]
    [InlineData("--seeds draws the initial weights and --fork takes them from a run", "train", "demo", "--seeds", "0,1", "--fork", "5")]
    [InlineData("--seeds: expected a preset or a config file to train, got the folder ", "train", "/", "--seeds", "0,1", "--resume")]
    [InlineData("expected one of them, got both.", "train", "demo", "--seeds", "0,1", "--resume", "--force")]
    [InlineData("train: expected PRESET|CONFIG.json, got ''.", "train", "")]
    [InlineData("analyze: expected PATH, got ''.", "analyze", "")]
    [InlineData("classify: expected PATH, got ''.", "classify", "model.pt", "")]
    [InlineData("report: expected RUN, got ''.", "report", "")]
    [InlineData("inspect: expected FILE|RUN, got ''.", "inspect", "")]
    [InlineData("--out: expected DIR, got ''.", "train", "demo", "--out", "")]
    [InlineData("--out: expected DIR, got ''.", "demo", "--out", "")]
    [InlineData("--out: expected DIR, got ''.", "analyze", "model.pt", "--out", "")]
    [InlineData("--split: expected FILE, got ''.", "analyze", "model.pt", "--split", "")]
    [InlineData("absent.json: there is no such file.", "train", "absent.json")]
    [InlineData("absent.safetensors: there is no such file.", "inspect", "absent.safetensors")]
    [InlineData("absent.pt: there is no such file.", "inspect", "absent.pt")]
    [InlineData("absent.pt: there is no such file.", "analyze", "absent.pt", "--json")]
    [InlineData("split.file: expected the path of a JSON file, got ''.", "train", "mainline", "--set", "split.file=")]
    [InlineData("model.d_model: the network would have 5,370,896,384 weights, 21.5 GB as float32; at most 500,000,000 are taken.", "train", "mainline", "--set", "d_model=8192", "d_mlp=65536", "n_layers=4")]
    public void Run_OnWrongCommandLine_SaysWhatWasExpected(string message, params string[] arguments)
    {
        var result = Tool.Run(arguments);

        Assert.StartsWith("grokking: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", result.Error, StringComparison.Ordinal);
        Assert.Equal((2, ""), (result.ExitCode, result.Out));
    }

    [Theory]
    [InlineData("inspect", "/dev/zero")]
    [InlineData("inspect", "/dev/stdin")]
    [InlineData("analyze", "/dev/zero")]
    [InlineData("classify", "/dev/zero")]
    [InlineData("train", "/dev/zero")]
    [InlineData("train", "mainline", "--set", "split.file=/dev/zero")]
    public void Run_OnADevice_SaysThatItIsNoRegularFile(params string[] arguments)
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "needs /dev/zero");

        var result = Tool.Run(arguments);

        Assert.Contains(": expected a regular file, got an empty one, a pipe, a device or a link that leads nowhere.", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, result.ExitCode);
    }

    [Theory]
    [InlineData("train", "demo", "--out")]
    [InlineData("train", "demo", "--seeds", "0,1", "--out")]
    [InlineData("demo", "--out")]
    public void Run_WithAnOutputWhereNoFolderCanBeMade_SaysSo(params string[] arguments)
    {
        using var folder = new TempFolder();
        var nowhere = OperatingSystem.IsLinux() ? "/proc/x" : Path.Combine(folder.Write("file", ""), "x");

        var result = Tool.Run([.. arguments, nowhere]);

        Assert.Equal((2, $"grokking: {nowhere}: no folder can be made here. Choose another --out.\n", ""), (result.ExitCode, result.Error, result.Out));
    }

    [Fact]
    public void Analyze_WithAnOutputWhereNoFolderCanBeMade_SaysSo()
    {
        using var folder = new TempFolder();
        var nowhere = OperatingSystem.IsLinux() ? "/proc/x" : Path.Combine(folder.Write("file", ""), "x");

        var result = Tool.Run("analyze", new RunPaths(TinyRun.Train(folder)).Checkpoint(10), "--out", nowhere);

        Assert.Equal((2, $"grokking: {nowhere}: no folder can be made here. Choose another --out.\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public void Fork_AtAStepWithoutState_ListsTheSteps()
    {
        using var folder = new TempFolder();

        var result = Tool.Run("train", TinyRun.Train(folder), "--fork", "21", "--out", folder.File("fork"));

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.Contains("expected a step whose state was kept (0, 1, 2, 4, 8, 10, 20, 30, 40), got 21.", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("fork")));
    }

    [Fact]
    public void Run_WithSeveralWrongSettings_NamesAllOfThem()
    {
        var result = Tool.Run("train", "mainline", "--set", "p=1", "max_steps=-5");

        Assert.Contains("task.p:", result.Error, StringComparison.Ordinal);
        Assert.Contains("training.max_steps:", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json", "not JSON:")]
    [InlineData("[1]", "expected a JSON object")]
    [InlineData("""{ "training": { "weight_dcay": 1 } }""", "'training.weight_dcay' is not a setting; did you mean 'training.weight_decay'?")]
    [InlineData("""{ "training": { "max_steps": "many" } }""", "'training.max_steps': expected a whole number, got \"many\".")]
    [InlineData("""{ "task": { "id": "mod-ad" } }""", "task.id: 'mod-ad' is unknown.")]
    public void Train_OnWrongConfig_NamesFileAndKey(string json, string message)
    {
        using var folder = new TempFolder();
        var path = folder.Write("wrong.json", json);

        var result = Tool.Run("train", path, "--out", folder.File("run"));

        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Contains("wrong.json", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, result.ExitCode);
        Assert.False(Directory.Exists(folder.File("run")), "a wrong config must leave no folder behind");
    }

    [Fact]
    public void Train_IntoFolderWithRun_OffersResumeAndForce()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);

        var result = Tool.Run("train", folder.File("tiny.json"), "--out", run);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("already holds a run. --resume goes on with it, --force deletes it", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void TrainSeeds_IntoTheFolderOfARun_Refuses()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);

        var result = Tool.Run("train", folder.File("tiny.json"), "--out", run, "--seeds", "0,1");

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.Contains("expected a folder for the runs of all seeds, found a run. Choose another --out.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_IntoFolderWithOtherFiles_Refuses()
    {
        using var folder = new TempFolder();
        var config = TinyRun.WriteConfig(folder);

        var result = Tool.Run("train", config, "--out", folder.Path);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("expected a new or an empty folder, found other files.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_OnFolderWithoutResume_ProposesResume()
    {
        using var folder = new TempFolder();

        var result = Tool.Run("train", TinyRun.Train(folder));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("add --resume", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_OfNoRun_Refuses()
    {
        using var folder = new TempFolder();

        var result = Tool.Run("train", TinyRun.WriteConfig(folder), "--out", folder.File("none"), "--resume");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("expected a run to resume, found none.", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("none")));
    }

    [Fact]
    public void Resume_WithFewerStepsThanDone_Refuses()
    {
        using var folder = new TempFolder();

        var result = Tool.Run("train", TinyRun.Train(folder), "--resume", "--set", "max_steps=20");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("training.max_steps: expected at least 40", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_WithOtherSettings_Refuses()
    {
        using var folder = new TempFolder();

        var result = Tool.Run("train", TinyRun.Train(folder), "--resume", "--set", "learning_rate=0.1", "max_steps=50");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("holds a run of another config", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(3000)]
    public void Inspect_OnTruncatedSafetensors_NamesTheFile(int length)
    {
        using var folder = new TempFolder();
        var path = folder.File("cut.safetensors");
        File.WriteAllBytes(path, TinyRun.Checkpoint(TinyRun.Train(folder))[..length]);

        var result = Tool.Run("inspect", path);

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.Contains("cut.safetensors: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_OnFolderWithoutRun_SaysSo()
    {
        using var folder = new TempFolder();

        var result = Tool.Run("inspect", folder.Path);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("expected a run's folder, which has a config.json; found none.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Verbose_AddsTheStack()
    {
        var plain = Tool.Run("inspect", "absent.safetensors");
        var verbose = Tool.Run("inspect", "absent.safetensors", "--verbose");

        Assert.DoesNotContain(nameof(Safetensors), plain.Error.Replace("absent.safetensors", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("   at Grokking.Training.Safetensors.Read", verbose.Error, StringComparison.Ordinal);
    }
}
