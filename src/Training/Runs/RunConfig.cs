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

    /// <summary>The task. Valid configs only.</summary>
    public BinaryOperation CreateOperation() => OperationCatalogue.Create(Task.Id, Task.P);

    /// <summary>The network. Valid configs only.</summary>
    public Architecture CreateArchitecture() => ArchitectureCatalogue.Find(Model.Architecture).Build(Model, CreateOperation());

    /// <summary>How a pair becomes tokens.</summary>
    public TokenFormat CreateFormat() => Model.Format;

    /// <summary>The config with a split file replaced by the pairs it names, so that it stands alone.</summary>
    /// <exception cref="InvalidDataException">The file is not a split for this modulus.</exception>
    public RunConfig WithResolvedSplit()
    {
        if (Split.File is null)
        {
            return this;
        }
        var split = Split.Resolve(CreateOperation());
        return this with { Split = Split with { File = null, TrainPairs = split.Train, TestPairs = split.Test } };
    }

    /// <summary>Requires a config that names no split file: what a checkpoint and a run keep has its pairs in it, and a file from
    /// elsewhere shall not choose what is opened here.</summary>
    /// <param name="source">What the message calls it.</param>
    /// <returns>The config.</returns>
    /// <exception cref="InvalidDataException">It names a file.</exception>
    public RunConfig RequireResolvedSplit(string source) => Split.File is null
        ? this
        : throw new InvalidDataException($"{source}: split.file: expected none, since a checkpoint and a run hold their pairs, got "
            + $"'{ForeignText.Show(Split.File)}'; it was not opened. Take it out, or give the pairs as split.train_pairs and split.test_pairs.");

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
