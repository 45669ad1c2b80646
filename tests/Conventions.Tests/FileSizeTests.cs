namespace Grokking.Conventions.Tests;

public sealed class FileSizeTests
{
    private const int MostLines = 300;
    private const int MostColumns = 130;
    private const string TextAsItStands = "src/Cli/Sweep/SweepScripts.cs";

    /// <summary>Longer files, each with the reason why it has no seam.</summary>
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["tests/Training.Tests/Runs/TrainerTests.cs"] = "what a training run promises, on one small config",
    };

    [Fact]
    public void Files_HaveAtMostThreeHundredLines() => Rule.Holds(
        from file in Repository.Sources("src").Concat(Repository.Sources("tests"))
        where !Exceptions.ContainsKey(file)
        let lines = Repository.Read(file).Count(letter => letter == '\n')
        where lines > MostLines
        select $"{file}: {lines} lines",
        $"A file of more than {MostLines} lines holds more than one thought. Look for the seam, or list the file here with its "
            + "reason.");

    // A text that the line ends in stands on it whole: a reader who searches for a message finds it.
    [Fact]
    public void Lines_HaveAtMostOneHundredAndThirtyColumnsBeforeAText() => Rule.Holds(
        from file in Repository.Sources("src")
        where file != TextAsItStands
        from line in Repository.Read(file).Split('\n').Index()
        where line.Item.Length > MostColumns && line.Item.LastIndexOf('"') < MostColumns - 10
        select $"{file}:{line.Index + 1}: {line.Item.Length} columns",
        $"A line of more than {MostColumns} columns is broken where its outermost expression has a joint.");
}
