using System.Text.Json.Serialization;

namespace Grokking.Training;

/// <summary>Everything that determines a run: the same config gives the same weights.</summary>
public sealed record RunConfig
{
    /// <summary>The version of this format that this library writes and reads.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Version of this format. Default <see cref="CurrentSchema"/>.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>What is learned.</summary>
    public TaskConfig Task { get; init; } = new();

    /// <summary>From which pairs.</summary>
    public SplitConfig Split { get; init; } = new();

    /// <summary>By which network.</summary>
    public ModelConfig Model { get; init; } = new();

    /// <summary>And how.</summary>
    public TrainingConfig Training { get; init; } = new();

    /// <summary>The state of another run that this one begins with; null for a run that begins with drawn weights.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ForkSource? Fork { get; init; }

    /// <summary>Whether a step's own loss is not the network's: it is taken with noise on weights or activations, or with a
    /// batch's moments.</summary>
    internal bool IsNoisy => Training.WeightNoise > 0 || Training.Dropout > 0 || Model.BatchNorm;

    /// <summary>The task. Valid configs only.</summary>
    public BinaryOperation CreateOperation() => OperationCatalogue.Create(Task);

    /// <summary>The network. Valid configs only.</summary>
    public Architecture CreateArchitecture() => ArchitectureCatalogue.Find(Model.Architecture).Build(Model, CreateOperation());

    /// <summary>How a pair becomes tokens up to where the answer is read out; training may go on behind it.</summary>
    public TokenFormat CreateFormat() => Model.Format.UpToAnswer;

    /// <summary>The weights that training starts from: drawn, or solved.</summary>
    /// <param name="architecture">The network of this config.</param>
    internal Weights CreateStart(Architecture architecture) => Model.Start == StartKind.Drawn
        ? WeightInit.Draw(architecture, Model.Seed)
        : OneHotMlpFamily.Solve(architecture, CreateOperation(), Model.Seed);

    /// <summary>The config with a split file replaced by the pairs it names, wrong answers drawn, and a table's file replaced by
    /// its answers, so that it stands alone.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not a split for this operation, or not a table.</exception>
    public RunConfig WithResolvedSplit()
    {
        if (Task.File is not null)
        {
            return WithResolvedTable().WithResolvedSplit();
        }
        if (Split.File is null && (!Split.IsCorrupted || Split.TaughtAnswers is not null))
        {
            return this;
        }
        var split = Split.Resolve(CreateOperation());
        return this with
        {
            Split = Split
                with { File = null, TrainPairs = split.Train, TestPairs = split.Test,
                    TaughtAnswers = split.Taught.Count > 0 ? split.Taught : null },
        };
    }

    /// <summary>The config with every file that it names replaced by what the file says; what seeds draw is left to be drawn, so
    /// that it stays short.</summary>
    /// <inheritdoc cref="WithResolvedSplit"/>
    public RunConfig WithoutFiles() => Split.File is null ? WithResolvedTable() : WithResolvedSplit();

    /// <summary>The config with a table's file replaced by its answers, and what depends on them checked.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not a table, or other settings do not fit it.</exception>
    public RunConfig WithResolvedTable()
    {
        if (Task.File is not { } file)
        {
            return this;
        }
        var resolved = this with { Task = Task.Resolved() };
        resolved.ThrowIfInvalid(file);
        return resolved;
    }

    /// <summary>Requires a config that names no file: what a checkpoint and a run keep has its pairs and its table in it, and a
    /// file from elsewhere shall not choose what is opened here.</summary>
    /// <param name="source">What the message calls it.</param>
    /// <returns>The config.</returns>
    /// <exception cref="InvalidDataException">It names a file.</exception>
    public RunConfig RequireResolvedSplit(string source) =>
        Split.File is { } split
            ? throw new InvalidDataException(
                $"{source}: split.file: expected none, since a checkpoint and a run hold their pairs, got "
            + $"'{ForeignText.Show(split)}'; it was not opened. Take it out, or give the pairs as split.train_pairs and "
            + "split.test_pairs.")
        : Task.File is { } table
        ? throw new InvalidDataException(
            $"{source}: task.file: expected none, since a checkpoint and a run hold their table, got "
            + $"'{ForeignText.Show(table)}'; it was not opened. Take it out, or give the answers as task.table.")
        : this;

    /// <summary>Every problem of the config, each a sentence that names the setting; none when it is valid.</summary>
    public IReadOnlyList<string> Validate() => [.. RunConfigCheck.Problems(this)];

    /// <summary>Throws when the config is not valid.</summary>
    /// <exception cref="InvalidDataException">All problems, one a line.</exception>
    public void ThrowIfInvalid(string source = "config")
    {
        var problems = Validate();
        if (problems.Count > 0)
        {
            throw new InvalidDataException(string.Join(Environment.NewLine, problems.Select(problem => $"{source}: {problem}")));
        }
    }
}

/// <summary>Which pairs a run trains on: drawn from a seed, or given.</summary>
public sealed record SplitConfig
{
    /// <summary>Share of pairs to train on, above 0 and below 1. Default 0.3.</summary>
    public double TrainFraction { get; init; } = 0.3;

    /// <summary>Seed of the shuffle, as CPython's <c>random.seed</c> takes it, 0 or more. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// A JSON file with <c>train</c> (and <c>test</c>), as <see cref="Split.Read"/> takes it; read when the run starts, and kept
    /// in the run's config as <see cref="TrainPairs"/> and <see cref="TestPairs"/>. Default null: draw.
    /// </summary>
    public string? File { get; init; }

    /// <summary>Pair indices a·p + b to train on; null means draw. Default null.</summary>
    public IReadOnlyList<int>? TrainPairs { get; init; }

    /// <summary>Pair indices to test on; set with <see cref="TrainPairs"/>.</summary>
    public IReadOnlyList<int>? TestPairs { get; init; }

    /// <summary>
    /// ξ: share of the training pairs, the first of them, that are taught a uniformly drawn answer, perhaps the right one, 0 to 1
    /// (Doshi et al. 2024). Default 0.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double CorruptFraction { get; init; }

    /// <summary>
    /// k: number of training pairs, the first of them, that are taught the answers of pairs drawn with replacement from all
    /// (Power et al. 2022). Default 0.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int CorruptCount { get; init; }

    /// <summary>Seed of the wrong answers. Default 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int CorruptSeed { get; init; }

    /// <summary>
    /// The answers that the first training pairs are taught, set with <see cref="TrainPairs"/>; a run's folder keeps those that
    /// were drawn. Null means draw. Default null.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? TaughtAnswers { get; init; }

    /// <summary>Whether some training pairs are taught other answers than their own.</summary>
    [JsonIgnore]
    public bool IsCorrupted => TaughtAnswers is { Count: > 0 } || CorruptFraction > 0 || CorruptCount > 0;

    /// <summary>The split of an operation's pairs.</summary>
    /// <exception cref="InvalidDataException">The file is not a split of this operation.</exception>
    public Split Resolve(BinaryOperation operation)
    {
        var split = ResolvePairs(operation);
        return TaughtAnswers is { } taught ? split with { Taught = taught }
            : CorruptFraction > 0 ? split.WithUniformAnswers(operation, CorruptFraction, CorruptSeed)
            : CorruptCount > 0 ? split.WithAnswersOfOthers(operation, Math.Min(CorruptCount, split.Train.Count), CorruptSeed)
            : split;
    }

    private Split ResolvePairs(BinaryOperation operation)
    {
        if (File is not null)
        {
            return Split.Read(File, operation);
        }
        return TrainPairs is not null && TestPairs is not null
            ? new Split(TrainPairs, TestPairs) : Split.Draw(operation, TrainFraction, Seed);
    }
}

/// <summary>Where a forked run comes from: its provenance, and what it begins with.</summary>
/// <param name="Run">The folder of the run that was forked, a full path.</param>
/// <param name="Step">Number of updates that it had done; the fork counts on from there.</param>
/// <param name="Sha256">Hash of the state's file, lower-case hexadecimal.</param>
public sealed record ForkSource(string Run, int Step, string Sha256);
